import type { Reporter, ReportInput } from '#harness/ports/report.ts';
import type { ComparisonRow } from '#reports/view/comparison-view.ts';
import { againstMedians, markedMargin, marked } from '#reports/view/marks.ts';
import type { DeviceView, ReasonView, ReportView } from '#reports/view/report-view.ts';
import { viewReport } from '#reports/view/view.ts';
import { answers } from './answers.ts';
import { attributions } from './attributions.ts';
import { escapeMarkdown as escape, table } from './escape.ts';
import { evidence, nameOf } from './evidence.ts';
import { faults } from './faults.ts';
import { hints } from './hints.ts';
import { builds, method, rules } from './method.ts';
import { modelChange } from './model-change.ts';
import { operators } from './operators.ts';

/** The longest comment that GitHub takes, in bytes to be safe. */
const LONGEST_BYTES = 65_536;
const MOST_REASONS = 20;
const SHORTENED = '\n_Shortened to fit a comment; everything is in report.html._\n';

/** `summary.md`: the report for a page that shows Markdown, the decision first. */
export function markdownReporter(): Reporter {
  return {
    id: 'markdown',
    render: async (input: ReportInput) => [{ name: 'summary.md', content: fitted(sections(viewReport(input))) }],
  };
}

/** Most important first: what does not fit falls off the end, and the comment says so. */
function sections(view: ReportView): readonly string[] {
  return [
    head(view),
    ...reasons('Why', view.decision.reasons),
    ...faults(view),
    ...attributions(view),
    ...hints(view),
    ...deviceModels(view),
    ...view.devices.map((device) => deviceSection(device, view)),
    ...operators(view),
    ...answers(view),
    ...modelChange(view),
    ...reasons('Worth knowing', view.decision.notes),
    ...findings(view),
    ...warnings(view),
    builds(view),
    method(view),
    ...rules(view),
    ...logs(view),
    ...view.devices.flatMap(evidence),
  ];
}

function head(view: ReportView): string {
  const { decision, provenance } = view;
  const badge = provenance.badge === null ? '' : ` · ${provenance.badge} numbers`;
  return [
    `## ${decision.sign} ${decision.word} – ${escape(view.title)}${badge}`,
    '',
    `**${escape(decision.sentence)}**`,
    '',
    ...(provenance.sentence === null ? [] : ['> [!IMPORTANT]', `> ${escape(provenance.sentence)}`, '']),
    ...view.forced.flatMap((sentence) => [escape(sentence), '']),
    escape(decision.policy),
    '',
    ...(decision.unmeasured === null ? [] : [escape(decision.unmeasured), '']),
    view.facts.map(({ label, value }) => `${escape(label)} **${escape(value)}**`).join(' · '),
    '',
  ].join('\n');
}

function reasons(title: string, list: readonly ReasonView[]): readonly string[] {
  if (list.length === 0) return [];
  const lines = list.slice(0, MOST_REASONS).map((reason) => {
    const where = reason.where === null ? '' : ` on ${escape(reason.where)}`;
    const phases = reason.phases.map(({ label, value }) => `${escape(label)} ${escape(value)}`.trim());
    const from = phases.length === 0 ? '' : ` It comes from: ${phases.join(', ')}.`;
    return `- ${reason.sign} **${escape(reason.title)}**${where}: ${escape(reason.detail)}${from}`;
  });
  const rest = list.length - lines.length;
  return [[`### ${title}`, '', ...lines, ...(rest > 0 ? [`- … and ${rest} more.`] : []), ''].join('\n')];
}

/** Metrics that decided nothing and are worth knowing. */
function findings(view: ReportView): readonly string[] {
  const { decision } = view;
  if (decision.findings.length === 0) return [];
  const change = `Change [${view.intervalName}]`;
  const rows = decision.findings.map((row) => [
    row.sign,
    row.metric,
    row.where,
    changeOf(row.change, row.confidence, view),
    row.margin,
    `${row.verdict}. ${row.why}`,
  ]);
  const heading = decision.notes.length === 0 ? ['### Worth knowing', ''] : [];
  const head = ['', 'Metric', 'Where', change, 'Margin', 'Verdict'];
  return [[...heading, table(head, rows, new Set([change, 'Margin'])), ''].join('\n')];
}

function deviceSection(device: DeviceView, view: ReportView): string {
  const title = `### ${nameOf(device)}`;
  const changeHead = `Change [${view.intervalName}]`;
  const body =
    device.absence !== null
      ? device.absence
      : device.comparisons.length > 0
        ? table(
            ['', 'Metric', 'Baseline', 'Candidate', changeHead, 'Margin', 'Verdict'],
            device.comparisons.map((row) => [
              row.verdict.sign,
              `${row.role === 'phase' ? '↳ ' : ''}${row.label}`,
              row.baseline.median,
              row.candidate.median,
              marked(changeOf(row.change, row.evidence.confidence, view), row),
              markedMargin(row),
              verdictOf(row),
            ]),
            new Set(['Baseline', 'Candidate', 'Margin', changeHead]),
          )
        : table(
            ['Metric', 'Median', 'Interval', 'Launches'],
            device.measurements.map((row) => [
              `${row.role === 'phase' ? '↳ ' : ''}${row.label}`,
              row.median.median,
              row.median.interval,
              row.launches,
            ]),
            new Set(['Median', 'Interval', 'Launches']),
          );
  const missing = device.missing === null ? [] : [escape(device.missing), ''];
  const energy = device.energy === null ? [] : [escape(device.energy), ''];
  const marks = againstMedians(device.comparisons);
  const line = `${escape(device.description)} · ${escape(device.launches)}`;
  return [
    title,
    '',
    line,
    '',
    ...missing,
    ...energy,
    body,
    '',
    ...(marks === null ? [] : [escape(marks), '']),
    ...looks(device),
  ].join('\n');
}

/** A line a pass that may end early. */
function looks(device: DeviceView): readonly string[] {
  if (device.looks.length === 0) return [];
  const lines = device.looks.map(({ pass, measured, outcome, saved, steps }) => {
    const found = steps.map(({ label, value }) => `${label.toLowerCase()} ${value}`).join('; ');
    return `- Pass ${escape(pass)}: ${measured}${saved === null ? '' : `, ${saved} saved`}. ${outcome} Looks: ${escape(found)}.`;
  });
  return [...lines, ''];
}

/** The phones of each model together. */
function deviceModels(view: ReportView): readonly string[] {
  return view.deviceModels.map(({ title, phones, rows }) => {
    const changeHead = `Change [${view.intervalName}]`;
    const body = table(
      ['', 'Metric', changeHead, 'Margin', 'Verdict', 'Phones that are alike differ as much'],
      rows.map((row) => [
        row.verdict.sign,
        `${row.role === 'phase' ? '↳ ' : ''}${row.label}`,
        changeOf(row.change, row.confidence, view),
        markedMargin(row),
        verdictOf(row),
        row.heterogeneity === '' ? row.agreement : `${row.agreement} (${row.heterogeneity})`,
      ]),
      new Set([changeHead, 'Margin']),
    );
    return [
      `### ${escape(title)} together`,
      '',
      escape(phones),
      '',
      body,
      '',
      escape(view.deviceModelMeaning),
      '',
    ].join('\n');
  });
}

function changeOf(change: string, confidence: string, { isConfidenceMixed }: ReportView): string {
  return isConfidenceMixed && confidence !== '' ? `${change} at ${confidence}` : change;
}

function verdictOf({ verdict, outputs }: Pick<ComparisonRow, 'verdict' | 'outputs'>): string {
  return outputs === '' ? verdict.word : `${verdict.word} (${outputs})`;
}

/** A comment is read elsewhere than where the logs lie: it names them. */
function logs(view: ReportView): readonly string[] {
  const rows = view.devices.flatMap(({ label, unusedLaunches }) =>
    unusedLaunches.flatMap(({ launch, why, log }) => (log === null ? [] : [[label, launch, why, log.path]])),
  );
  if (rows.length === 0) return [];
  return [['### Logs of failed launches', '', table(['Device', 'Launch', 'Why', 'Log'], rows), ''].join('\n')];
}

function warnings(view: ReportView): readonly string[] {
  if (view.warnings.length === 0) return [];
  const lines = view.warnings.map(
    ({ title, explanation, messages }) =>
      `- **${escape(title)}.** ${escape(explanation)} ${messages.map(escape).join(' ')}`,
  );
  return [['### Warnings', '', ...lines, ''].join('\n')];
}

function fitted(parts: readonly string[]): string {
  const bytes = (text: string): number => new TextEncoder().encode(text).length;
  const kept: string[] = [];
  let size = bytes(SHORTENED);
  for (const part of parts) {
    size += bytes(part) + 1;
    if (size > LONGEST_BYTES) return [...kept, SHORTENED].join('\n');
    kept.push(part);
  }
  return kept.join('\n');
}
