import type { ArmSummary } from '#harness/domain/comparison.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import type { Decision } from '#harness/domain/decision.ts';
import { metricsBeside } from '#harness/domain/beside-metrics.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import { scaleFor } from '#harness/text/quantities.ts';
import { type Found, intervalLine, worstMultiple } from './badness.ts';
import { type Column, columnsOf } from './columns.ts';
import { changeOf, labelOf, marginSizeOf, urgencyOf } from './comparisons.ts';
import { judged, judgedDeviceModels, type JudgedDeviceModel, type Judged } from './judgement.ts';
import type { CellCount, CellKind, MatrixCell, MatrixRow, MatrixView } from './matrix-view.ts';
import { medianView } from './median-view.ts';
import { betterWord } from './wording.ts';

/** A metric of a pass: a row of the matrix. */
export type RowKey = { readonly passId: string; readonly metric: MetricId };

/** What the cells of a row show: the comparison that decides in each column, and those of the phones behind it. */
export type MatrixSource = {
  readonly columns: readonly Column[];
  readonly rows: readonly RowKey[];
  readonly foundIn: (row: RowKey, column: Column) => FoundInCell;
};

export type FoundInCell = {
  /** That of the model's phones together, else the worst of the phones; undefined where nothing was compared. */
  readonly shown: Found | undefined;
  readonly phones: readonly Judged[];
};

const GROUPS = ['Answers', 'Speed', 'Memory', 'Energy', 'Size'] as const;

export function matrixSource(assessment: Assessment, decision: Decision): MatrixSource {
  const keyOf = ({ passId, metric }: RowKey, of: string): string => JSON.stringify([passId, metric, of]);
  const phones = Map.groupBy(judged(assessment, decision), (own) => keyOf(own, own.deviceId));
  const models = new Map<string, JudgedDeviceModel>(
    judgedDeviceModels(assessment, decision).map((own) => [keyOf(own, own.deviceModel), own]),
  );
  return {
    columns: columnsOf(assessment),
    rows: rowKeys(assessment),
    foundIn: (row, { model, devices }) => {
      const own = devices.flatMap(({ id }) => phones.get(keyOf(row, id)) ?? []);
      return { shown: models.get(keyOf(row, model)) ?? worstOf(own), phones: own };
    },
  };
}

export function matrixView(source: MatrixSource, assessment: Assessment): MatrixView {
  const rows = source.rows.map((row, index) => ({
    group: groupOf(row.metric),
    view: matrixRow(row, index, source, assessment),
  }));
  const groups = GROUPS.map((name) => ({
    name,
    rows: rows.filter(({ group }) => group === name).map(({ view }) => view),
  })).filter((group) => group.rows.length > 0);
  return {
    columns: source.columns.map(({ view }) => view),
    groups,
    counts: countsOf(groups.flatMap((group) => group.rows.flatMap(({ cells }) => cells))),
  };
}

/** In the order of the suite's passes and metrics, and what no suite asks for behind them; phases follow their parent. */
function rowKeys({ suite, comparisons, summaries }: Assessment): readonly RowKey[] {
  const seen = new Set([...comparisons, ...summaries].map(({ passId, metric }) => JSON.stringify([passId, metric])));
  return suite.passes.flatMap(({ id, metrics }) =>
    [...metrics, ...metricsBeside(metrics)]
      .filter((metric) => metrics.includes(metric) || seen.has(JSON.stringify([id, metric])))
      .map((metric) => ({ passId: id, metric })),
  );
}

function groupOf(metric: MetricId): (typeof GROUPS)[number] {
  const { comparedBy, unit } = METRICS[metric];
  if (comparedBy === 'question') return 'Answers';
  if (comparedBy === 'build') return 'Size';
  if (unit === 'B' || unit === 'B/cycle') return 'Memory';
  return unit === 'J' || unit === 'W' ? 'Energy' : 'Speed';
}

function matrixRow(key: RowKey, index: number, source: MatrixSource, assessment: Assessment): MatrixRow {
  const { suite } = assessment;
  const found = source.columns.map((column) => source.foundIn(key, column));
  const shown = found.flatMap((own) => own.shown ?? []);
  const { role } = METRICS[key.metric];
  return {
    anchor: `metric-${index + 1}`,
    metric: key.metric,
    label: labelOf(key.metric, key.passId, suite),
    role,
    better: METRICS[key.metric].better === 'higher' ? betterWord(METRICS[key.metric]) : '',
    margin: [...new Set(shown.map((own) => marginSizeOf(own, assessment)))].join(' or '),
    isBlocking: role !== 'secondary' && shown.some(({ severity }) => severity === 'block'),
    cells: source.columns.map((column, at) => cellOf(key, column, found[at], assessment)),
  };
}

const NOT_MEASURED: MatrixCell = {
  kind: 'notMeasured',
  word: 'Not measured',
  sign: '–',
  tone: 'neutral',
  change: '',
  interval: '',
  agreement: '',
  lines: [],
};

function cellOf(key: RowKey, column: Column, found: FoundInCell | undefined, assessment: Assessment): MatrixCell {
  if (found?.shown === undefined) {
    // What is shown beside the suite's own metrics has no margin, so nothing is compared.
    const isJudged = assessment.baseline !== null && isAskedFor(key, assessment);
    return isJudged ? NOT_MEASURED : medianCell(key, column, assessment);
  }
  const { shown, phones } = found;
  const { kind, word, sign, tone } = shown.shown;
  const alike = phones.filter(({ verdict }) => verdict.kind === shown.verdict.kind).length;
  const lines = ('deviceModel' in shown ? [shown, ...phones] : phones).flatMap((own) => intervalLine(own) ?? []);
  return {
    kind,
    word,
    sign,
    tone,
    ...changeParts(shown),
    agreement: column.devices.length > 1 ? `${alike} of ${column.devices.length}` : '',
    lines,
  };
}

function isAskedFor({ passId, metric }: RowKey, { suite }: Assessment): boolean {
  return suite.passes.some((pass) => pass.id === passId && pass.metrics.includes(metric));
}

/** `+27.2 %` and `[23.1, 31.4]`: one text in two parts, which a table sets apart. */
export function changeParts(found: Found): { readonly change: string; readonly interval: string } {
  const { change } = found;
  if (change !== null && change.low === change.high && change.estimate === 0) return { change: 'same', interval: '' };
  const text = changeOf(found);
  const at = text.indexOf(' [');
  return at < 0 ? { change: text, interval: '' } : { change: text.slice(0, at), interval: text.slice(at + 1) };
}

/** Where nothing is compared, a cell has the median of the candidate on the phone that took or needed most. */
function medianCell({ passId, metric }: RowKey, { devices }: Column, { summaries }: Assessment): MatrixCell {
  const ids = new Set(devices.map(({ id }) => id));
  const own = summaries.filter(
    (one) => one.arm === 'candidate' && one.passId === passId && one.metric === metric && ids.has(one.deviceId),
  );
  const sizeOf = ({ median }: ArmSummary): number =>
    METRICS[metric].better === 'lower' ? median.estimate : -median.estimate;
  const [worst] = own.toSorted((a, b) => sizeOf(b) - sizeOf(a));
  if (worst === undefined) return NOT_MEASURED;
  const { median, interval } = medianView(worst.median, scaleFor(METRICS[metric].unit, worst.median.estimate));
  // It tells on how many phones it was measured, and nothing where that is all of them.
  const agreement = own.length < devices.length ? `${own.length} of ${devices.length}` : '';
  return {
    kind: 'measured',
    word: 'Measured',
    sign: '○',
    tone: 'neutral',
    change: median,
    interval,
    agreement,
    lines: [],
  };
}

function worstOf(phones: readonly Judged[]): Judged | undefined {
  return phones.toSorted((a, b) => urgencyOf(a.shown) - urgencyOf(b.shown) || worstMultiple(b) - worstMultiple(a))[0];
}

/** How many there are, said of them. */
const COUNTED = {
  regression: { word: 'regressed', sign: '✕', tone: 'bad' },
  unconfirmed: { word: 'unconfirmed', sign: '?', tone: 'unsure' },
  inconclusive: { word: 'inconclusive', sign: '?', tone: 'unsure' },
  waived: { word: 'waived', sign: '○', tone: 'notice' },
  drift: { word: 'drifted', sign: '↘', tone: 'notice' },
  notMeasured: { word: 'not measured', sign: '–', tone: 'neutral' },
  improvement: { word: 'improved', sign: '↗', tone: 'good' },
  noRegression: { word: 'no regression', sign: '✓', tone: 'good' },
  measured: { word: 'measured', sign: '○', tone: 'neutral' },
} as const satisfies Record<CellKind, Pick<CellCount, 'word' | 'sign' | 'tone'>>;

const KINDS = [
  'regression',
  'unconfirmed',
  'inconclusive',
  'waived',
  'drift',
  'notMeasured',
  'improvement',
  'noRegression',
  'measured',
] as const satisfies readonly CellKind[];

function countsOf(cells: readonly MatrixCell[]): readonly CellCount[] {
  return KINDS.map((kind) => ({
    kind,
    ...COUNTED[kind],
    times: cells.filter((cell) => cell.kind === kind).length,
  })).filter(({ times }) => times > 0);
}
