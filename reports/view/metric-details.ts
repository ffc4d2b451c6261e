import type { Assessment } from '#harness/domain/assessment.ts';
import type { Device } from '#harness/domain/device.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { ReportInput } from '#harness/ports/report.ts';
import { whole } from '#harness/text/numbers.ts';
import { historyCommand } from '#harness/text/commands.ts';
import { shownWord } from '#harness/text/shell-word.ts';
import { intervalLine, worstMultiple } from './badness.ts';
import { comparisonRow, urgencyOf } from './comparisons.ts';
import { modelRow } from './device-models.ts';
import { footprintViews } from './footprints.ts';
import { launchPlots, measurementRows, phaseViews } from './launches.ts';
import type { FoundInCell, MatrixSource, RowKey } from './matrix.ts';
import type { CellKind, MatrixRow, MatrixView } from './matrix-view.ts';
import type { MetricDetails, OnPhone } from './metric-details-view.ts';
import { nameOfDevice, nameOfDeviceModel } from './names.ts';
import { throughputViews } from './throughput.ts';
import { runsOfTrend, trendViews } from './trends.ts';
import { betterWord } from './wording.ts';

/**
 * Launches of more phones make a page that nobody looks through, and where nothing is to be found not even of these;
 * all of them are among the raw numbers.
 */
const FEW_PHONES = 4;
const MOST_PLOTTED = 3;
/** A trend of each of so many would be the largest part of the page: the worst phone stands for them. */
const MOST_TRENDS = 1;

/** Each row of the matrix in full, in the order of the matrix. */
export function metricDetails(matrix: MatrixView, source: MatrixSource, input: ReportInput): readonly MetricDetails[] {
  const rows = matrix.groups.flatMap((group) => group.rows);
  return rows.flatMap((row) => {
    const key = source.rows[Number(row.anchor.replace('metric-', '')) - 1];
    return key === undefined ? [] : [detailsOf(row, key, source, input)];
  });
}

function detailsOf(row: MatrixRow, key: RowKey, source: MatrixSource, input: ReportInput): MetricDetails {
  const { assessment, run, trend, commands } = input;
  const { suite, devices, summaries } = assessment;
  const metric = METRICS[key.metric];
  const cells = source.columns.map((column) => source.foundIn(key, column));
  const [worst] = row.cells.toSorted((a, b) => rankOf(a.kind) - rankOf(b.kind));
  const own = summaries.filter(({ passId, metric: id }) => passId === key.passId && id === key.metric);
  const isFinding = WORTH_A_LOOK.has(worst?.kind ?? 'notMeasured');
  const plotted = plottedDevices(cells, devices, own, isFinding ? MOST_PLOTTED : 0);
  const onTrends = plottedDevices(cells, devices, own, isFinding ? MOST_TRENDS : 0);
  const onPhones = <T extends object>(
    viewsOf: (device: Device) => readonly T[],
    phones: readonly Device[] = plotted,
  ): readonly OnPhone<T>[] =>
    phones.flatMap((device) =>
      viewsOf(device).map((view) => ({ ...view, phone: nameOfDevice(device.id, assessment) })),
    );
  const launches = onPhones((device) => {
    const name = nameOfDevice(device.id, assessment);
    const of = run.launches.filter(({ deviceId }) => deviceId === device.id);
    return launchPlots(
      own.filter(({ deviceId }) => deviceId === device.id),
      of,
      suite,
      name,
    );
  });
  const measured = new Set(own.map(({ deviceId }) => deviceId)).size;
  return {
    anchor: row.anchor,
    label: row.label,
    definition: metric.definition,
    better: betterWord(metric),
    margin: row.margin,
    isBlocking: row.isBlocking,
    kind: worst?.kind ?? 'notMeasured',
    word: worst?.word ?? '',
    change: worst?.change ?? '',
    phones: phonesIn(cells, assessment),
    models: modelsIn(cells, source, assessment),
    measurements: measurementsOf(cells, own, assessment),
    launches,
    phases: key.metric === 'timeToFirstToken' ? onPhones((device) => phasesOn(device, key, assessment)) : [],
    throughput: key.metric === 'sustainedThroughput' ? onPhones((device) => coursesOn(device, key, assessment)) : [],
    footprints: key.metric === 'peakMemory' ? onPhones((device) => footprintsOn(device, key, assessment)) : [],
    trends: onPhones((device) => trendViews(key, device, run, trend), onTrends),
    trendsOf: measured > onTrends.length ? `of the worst of ${whole(measured)} phones` : '',
    trendRuns: trend === undefined ? '' : runsOfTrend(trend, run),
    launchesOf:
      launches.length > 0 && measured > plotted.length
        ? `of the ${whole(plotted.length)} worst of ${whole(measured)} phones`
        : '',
    historyCommand: historyCommand(key.metric, shownWord(suite.id, 60), commands?.storeOption ?? ''),
  };
}

function phonesIn(cells: readonly FoundInCell[], assessment: Assessment): MetricDetails['phones'] {
  return cells.flatMap(({ phones }) =>
    phones.map((phone) => ({
      phone: nameOfDevice(phone.deviceId, assessment),
      row: comparisonRow(phone, assessment),
      line: intervalLine(phone),
    })),
  );
}

function modelsIn(
  cells: readonly FoundInCell[],
  { columns }: MatrixSource,
  assessment: Assessment,
): MetricDetails['models'] {
  return cells.flatMap(({ shown }, at) =>
    shown === undefined || !('deviceModel' in shown)
      ? []
      : [
          {
            title: nameOfDeviceModel(shown.deviceModel, shown.deviceIds, assessment),
            row: modelRow(shown, columns[at]?.devices.length ?? 0, assessment),
            line: intervalLine(shown),
          },
        ],
  );
}

/** The medians of what is only measured; none where something was compared. */
function measurementsOf(
  cells: readonly FoundInCell[],
  own: Assessment['summaries'],
  assessment: Assessment,
): MetricDetails['measurements'] {
  const { baseline, devices, suite } = assessment;
  if (baseline !== null && cells.some(({ shown }) => shown !== undefined)) return [];
  return devices.flatMap(({ id }) =>
    measurementRows(
      own.filter(({ deviceId }) => deviceId === id),
      suite,
    ).map((row) => ({ phone: nameOfDevice(id, assessment), row })),
  );
}

const WORTH_A_LOOK: ReadonlySet<CellKind> = new Set(['regression', 'unconfirmed', 'inconclusive', 'waived', 'drift']);

/** All where they are few, else so many of those that show it worst, in the order of the devices. */
function plottedDevices(
  cells: readonly FoundInCell[],
  devices: readonly Device[],
  summaries: Assessment['summaries'],
  most: number,
): readonly Device[] {
  const measured = devices.filter(({ id }) => summaries.some(({ deviceId }) => deviceId === id));
  if (measured.length <= FEW_PHONES) return measured;
  const worst = cells
    .flatMap(({ phones }) => phones)
    .toSorted((a, b) => urgencyOf(a.shown) - urgencyOf(b.shown) || worstMultiple(b) - worstMultiple(a))
    .map(({ deviceId }) => deviceId);
  const ids = new Set(worst.slice(0, most));
  return measured.filter(({ id }) => ids.has(id));
}

function phasesOn({ id }: Device, { passId }: RowKey, assessment: Assessment) {
  const own = assessment.summaries.filter(({ deviceId }) => deviceId === id);
  return phaseViews(own, assessment.suite, nameOfDevice(id, assessment)).filter((view) => view.passId === passId);
}

function coursesOn({ id }: Device, { passId }: RowKey, assessment: Assessment) {
  const own = (assessment.throughput ?? []).filter((course) => course.deviceId === id && course.passId === passId);
  return own.length === 0 ? [] : throughputViews(own, nameOfDevice(id, assessment));
}

function footprintsOn({ id }: Device, { passId }: RowKey, assessment: Assessment) {
  const own = assessment.summaries.filter((summary) => summary.deviceId === id && summary.passId === passId);
  return footprintViews(own, nameOfDevice(id, assessment));
}

/** A kind that no verdict has comes last. */
function rankOf(kind: MatrixRow['cells'][number]['kind']): number {
  return kind === 'measured' || kind === 'notMeasured' ? 20 : urgencyOf({ kind });
}
