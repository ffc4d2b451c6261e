import type { ReportInput } from '#harness/ports/report.ts';
import type { ComparisonRow, DeviceModelView } from '#reports/view/comparison-view.ts';
import { againstMedians, markedMargin, marked } from '#reports/view/marks.ts';
import type { Tone } from '#reports/view/fact.ts';
import { ATTRIBUTIONS_MEANING } from '#reports/view/attributions-view.ts';
import { HINTS_MEANING } from '#reports/view/hints-view.ts';
import type { DeviceView, ReasonView, ReportView } from '#reports/view/report-view.ts';
import { operatorsText } from '#reports/view/operators-view.ts';
import { viewReport } from '#reports/view/view.ts';

export type TerminalOptions = {
  /** ANSI colours; signs and words carry the meaning without them. */
  readonly colour: boolean;
};

type Paint = (text: string, style: Style) => string;
type Style = Tone | 'bold' | 'dim';

const STYLES: Readonly<Record<Style, readonly number[]>> = {
  good: [32],
  bad: [1, 31],
  unsure: [33],
  notice: [33],
  neutral: [],
  bold: [1],
  dim: [2],
};

const MOST_REASONS = 12;

/** What a person reads when a run has ended: the decision, why, and the metrics that decide. */
export function terminalSummary(input: ReportInput, { colour }: TerminalOptions): string {
  const view = viewReport(input);
  const paint: Paint = (text, style) =>
    colour && STYLES[style].length > 0 ? `\u{1B}[${STYLES[style].join(';')}m${text}\u{1B}[0m` : text;
  const parts = [
    head(view, paint),
    reasons('Why', view.decision.reasons, paint),
    ...view.deviceModels.map((model) => together(model, paint)),
    ...view.devices.map((device) => {
      if (device.absence !== null) return `${title(device, paint)}\n  ${device.absence}`;
      return device.comparisons.length > 0 ? compared(device, paint) : measured(device, paint);
    }),
    faults(view, paint),
    attributions(view, paint),
    hints(view, paint),
    answers(view, paint),
    // Metrics that are worth knowing have a line of their own above.
    reasons('Worth knowing', view.decision.notes, paint),
    warnings(view, paint),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function head(view: ReportView, paint: Paint): string {
  const { decision, forced, method, modelChange, operators, provenance, savings } = view;
  const badge = provenance.badge === null ? '' : paint(` · ${provenance.badge} numbers`, 'notice');
  return [
    `${paint(`${decision.sign} ${decision.word}`, decision.tone)}  ${paint(view.title, 'bold')}${badge}`,
    `  ${decision.sentence}`,
    paint(`  ${decision.policy}`, 'dim'),
    ...(decision.unmeasured === null ? [] : [paint(`  ${decision.unmeasured}`, 'dim')]),
    ...forced.map((sentence) => paint(`  ${sentence}`, 'notice')),
    ...method.datasets.map(({ label, value }) => paint(`  ${label}: ${value}.`, 'dim')),
    ...(modelChange === null ? [] : [paint(`  Model: ${modelChange.sentence}`, 'dim')]),
    ...operators.map((own) => paint(`  Operators: ${operatorsText(own)}`, 'dim')),
    ...(savings === null ? [] : [paint(`  ${savings.label}: ${savings.value}.`, 'dim')]),
  ].join('\n');
}

function reasons(title: string, list: readonly ReasonView[], paint: Paint): string {
  if (list.length === 0) return '';
  const lines = list
    .slice(0, MOST_REASONS)
    .flatMap((reason) => [
      `  ${paint(`${reason.sign} ${reason.title}`, reason.tone)}${reason.where === null ? '' : `, ${reason.where}`}`,
      `    ${reason.detail}`,
      ...reason.phases.map(({ label, value }) => `    ↳ ${label} ${value}`.trimEnd()),
    ]);
  const rest = list.length - MOST_REASONS;
  return [paint(title, 'bold'), ...lines, ...(rest > 0 ? [`  … and ${rest} more in the report`] : [])].join('\n');
}

/** The phones of a model: only what moved, as the phones follow one by one. */
function together({ title, rows }: DeviceModelView, paint: Paint): string {
  const moved = rows.filter((row) => isWorthALine(row) && row.verdict.kind !== 'noRegression');
  const body =
    moved.length === 0
      ? ['    No metric that decides moved.']
      : judgedLines(
          ['Metric', 'Change', 'Margin'],
          moved.map((row) => ({ ...row, cells: [indented(row), row.change, markedMargin(row)] })),
          paint,
        );
  return [`${paint(title, 'bold')}${paint(' · together', 'dim')}`, ...body].join('\n');
}

function compared(device: DeviceView, paint: Paint): string {
  const shown = device.comparisons.filter(isWorthALine);
  const rows = shown.map((row) => ({
    ...row,
    cells: [indented(row), row.baseline.median, row.candidate.median, marked(row.change, row), markedMargin(row)],
  }));
  const head = ['Metric', 'Baseline', 'Candidate', 'Change', 'Margin'];
  const marks = againstMedians(shown);
  return [
    title(device, paint),
    ...judgedLines(head, rows, paint),
    ...(marks === null ? [] : [paint(`    ${marks}`, 'dim')]),
    ...energy(device, paint),
  ].join('\n');
}

/** Phases stand below what they are a part of. */
function indented({ role, label }: Pick<ComparisonRow, 'role' | 'label'>): string {
  return `${role === 'phase' ? '↳ ' : ''}${label}`;
}

type JudgedLine = Pick<ComparisonRow, 'verdict' | 'outputs'> & { readonly cells: readonly string[] };

function judgedLines(head: readonly string[], rows: readonly JudgedLine[], paint: Paint): readonly string[] {
  const [first = '', ...lines] = aligned([head, ...rows.map(({ cells }) => cells)]);
  return [
    paint(`    ${first}`, 'dim'),
    ...rows.map(({ verdict, outputs }, index) => {
      const line = `  ${paint(verdict.sign, verdict.tone)} ${lines[index] ?? ''}`;
      const mark = outputs === '' ? '' : paint(` · ${outputs}`, 'dim');
      return `${line}  ${paint(verdict.word, verdict.tone)}${mark}`;
    }),
  ];
}

/** Phases have a line only when they moved themselves or are in doubt, secondary metrics only when they ask for attention. */
function isWorthALine({ role, verdict }: Pick<ComparisonRow, 'role' | 'verdict'>): boolean {
  return (
    role === 'primary' ||
    verdict.tone === 'bad' ||
    verdict.kind === 'unconfirmed' ||
    verdict.kind === 'waived' ||
    (role === 'phase' && (verdict.kind === 'improvement' || verdict.kind === 'inconclusive'))
  );
}

function measured(device: DeviceView, paint: Paint): string {
  const lines = aligned([
    ['Metric', 'Median', 'Interval', 'Launches'],
    ...device.measurements.map((row) => [indented(row), row.median.median, row.median.interval, row.launches]),
  ]);
  const [first = '', ...rest] = lines;
  const rows = [paint(`    ${first}`, 'dim'), ...rest.map((line) => `    ${line}`)];
  return [title(device, paint), ...rows, ...energy(device, paint)].join('\n');
}

function energy(device: DeviceView, paint: Paint): readonly string[] {
  return device.energy === null ? [] : [paint(`    ${device.energy}`, 'dim')];
}

function title(device: DeviceView, paint: Paint): string {
  const { badge } = device.provenance;
  const mark = badge === null ? '' : paint(` · ${badge}`, 'notice');
  const supply = device.supply === null ? '' : ` · ${device.supply}`;
  const missing = device.missing === null ? '' : `\n  ${paint(device.missing, 'notice')}`;
  return `${paint(device.label, 'bold')}${mark}${paint(` · ${device.launches}${supply}`, 'dim')}${missing}`;
}

function faults(view: ReportView, paint: Paint): string {
  if (view.faults.length === 0) return '';
  const lines = view.faults.map(
    (fault) =>
      `  ${paint(`✕ ${fault.code}`, 'bad')}  ${fault.device}, ${fault.pass}, ${fault.arm}\n    ${fault.message}\n    ${paint(fault.guide, 'dim')}`,
  );
  return [paint('Product faults', 'bold'), ...faultRates(view), ...lines].join('\n');
}

/** What differs beside what got worse; the questions are in the other reports. */
function attributions({ attributions: views }: ReportView, paint: Paint): string {
  if (views.length === 0) return '';
  const lines = views.flatMap(({ what, causes, sentence }) => [
    `  ${what}`,
    ...(causes.length === 0 ? ['    Nothing is known to differ.'] : causes.map((cause) => `    ${cause}`)),
    ...(sentence === '' ? [] : [paint(`    ${sentence}`, 'dim')]),
  ]);
  return [paint('What may explain it', 'bold'), paint(`  ${ATTRIBUTIONS_MEANING}`, 'dim'), ...lines].join('\n');
}

/** Where to look, each with the page that it rests on. */
function hints({ hints: views }: ReportView, paint: Paint): string {
  if (views.length === 0) return '';
  const lines = views.flatMap(({ title: what, advice, source, seen }) => [
    `  → ${what}`,
    `    ${advice}`,
    ...seen.map((each) => paint(`    ${each}`, 'dim')),
    paint(`    ${source.url}`, 'dim'),
  ]);
  return [paint('Where to look', 'bold'), paint(`  ${HINTS_MEANING}`, 'dim'), ...lines].join('\n');
}

function faultRates({ faultRates: rates }: ReportView): readonly string[] {
  if (rates === null) return [];
  const rows = rates.rows.map(
    ({ device, pass, candidate, baseline }) => `    ${device}, ${pass}: candidate ${candidate}, baseline ${baseline}`,
  );
  return [`  ${rates.sentence}`, ...rows];
}

function warnings(view: ReportView, paint: Paint): string {
  if (view.warnings.length === 0) return '';
  const lines = view.warnings.flatMap(({ title, messages }) => [
    `  ${paint('!', 'notice')} ${title}`,
    ...messages.map((message) => `    ${message}`),
  ]);
  return [paint('Warnings', 'bold'), ...lines].join('\n');
}

/** What changed; the answers themselves are in the page. */
function answers(view: ReportView, paint: Paint): string {
  if (view.answers.length === 0) return '';
  const lines = view.answers.flatMap(({ devices, passes, sentence, lengths }) => [
    `  ${devices}, ${passes}`,
    ...[sentence, lengths].filter((part) => part !== '').map((part) => `    ${part}`),
  ]);
  return [paint('Changed answers', 'bold'), ...lines].join('\n');
}

/** The first column to the left, numbers to the right. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => width(row[column] ?? ''))));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const space = ' '.repeat(Math.max(0, (widths[column] ?? 0) - width(cell)));
        return column === 0 ? `${cell}${space}` : `${space}${cell}`;
      })
      .join('  '),
  );
}

function width(text: string): number {
  return Array.from(text).length;
}
