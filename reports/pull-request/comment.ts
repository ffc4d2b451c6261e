import type { ReportInput } from '#harness/ports/report.ts';
import { capital, sentence, shortHash, uncapital } from '#harness/text/sentences.ts';
import { escapeInHtml, escapeMarkdown as escape, table } from '#reports/markdown/escape.ts';
import { evidence, nameOf } from '#reports/markdown/evidence.ts';
import { faults } from '#reports/markdown/faults.ts';
import { builds, method, rules } from '#reports/markdown/method.ts';
import { confirmations } from '#reports/view/confirmation.ts';
import type { ReasonView, ReportView } from '#reports/view/report-view.ts';
import { viewReport } from '#reports/view/view.ts';
import { code } from './code.ts';
import { fit, type Part } from './fit.ts';
import { markerLine, type Result, resultsLine } from './marker.ts';
import { headlineOf, resultOf } from './headline.ts';
import { isOpen, legend, matrixTable, rowsOf } from './matrix-table.ts';
import { reproduction } from './reproduction.ts';

/** The longest comment that GitHub takes. */
const LONGEST_COMMENT = 65_536;
/** The longest summary of a check run that GitHub takes. */
const LONGEST_CHECK = 65_535;
const MOST_REASONS = 12;
const MOST_FLIPS = 3;
const MOST_CONFIRMATIONS = 3;

/** What a comment says beside the run itself. */
export type CommentContext = {
  /** Results of earlier runs, oldest first. */
  readonly earlier: readonly Result[];
  /** Where the whole report is; null where nobody said. */
  readonly reportUrl: string | null;
  /** The key that finds the comment; the suite if it is left out. */
  readonly key?: string;
  /** How many bytes it may have; what GitHub takes if it is left out. */
  readonly longest?: number;
};

/** A run as a pull request shows it, in the three forms that GitHub has for it. */
export type PullRequestText = {
  readonly kind: Result;
  /** When the run began, in UTC. */
  readonly startedAt: string;
  /** One line of plain text. */
  readonly headline: string;
  /** Whether something moved, or may have where it decides; answers count too. */
  readonly isChange: boolean;
  readonly comment: (context: CommentContext) => string;
  /** The comment without what is folded in it, and without its marker. */
  readonly summary: (context: Pick<CommentContext, 'reportUrl'>) => string;
};

/** The same run gives the same text. */
export function pullRequestText(input: ReportInput): PullRequestText {
  const view = viewReport(input);
  const kind = resultOf(view);
  const suiteId = input.assessment.suite.id;
  const { startedAt } = input.run;
  const head = headOf(view, input);
  return {
    kind,
    startedAt,
    headline: headlineOf(view),
    isChange: kind === 'fail' || kind === 'inconclusive' || view.answers.length > 0 || hasMoved(view),
    comment: ({ earlier, reportUrl, key = suiteId, longest = LONGEST_COMMENT }) => {
      const results = [...earlier, kind];
      const parts = [...openParts(view, reportUrl, resultsLine(results)), ...foldedParts(view, input)];
      return fit(head, parts, markerLine(key, { startedAt, results }), longest);
    },
    summary: ({ reportUrl }) => fit(head, openParts(view, reportUrl, ''), '', LONGEST_CHECK),
  };
}

/** A doubt about a metric that only warns is no change. */
function hasMoved({ matrix }: ReportView): boolean {
  return rowsOf(matrix).some(({ cells, isBlocking }) =>
    cells.some((cell) => isOpen(cell) && (isBlocking || cell.kind !== 'inconclusive')),
  );
}

/** What no reader may miss: the decision, the counts, the next steps. */
function headOf(view: ReportView, { run, decision, assessment }: ReportInput): string {
  const { summary, matrix, provenance, savings, next } = view;
  const commit = run.source?.commit;
  const numbers = matrix.counts.map(({ word, times }) => `**${times}** ${word}`).join(' · ');
  const time = [
    `took ${view.measuredFor}`,
    ...(savings === null ? [] : [`${uncapital(savings.label)}: ${savings.value}`]),
  ];
  const at = commit === undefined ? [] : [`commit ${code(shortHash(commit))}`];
  return [
    `## ${escape(headlineOf(view))}`,
    '',
    ...paragraph([measuresText(summary), summary.margin]),
    ...paragraph(
      confirmations(decision, assessment)
        .slice(0, MOST_CONFIRMATIONS)
        .map((text) => sentence(text)),
    ),
    ...paragraph(
      [`**${escape(view.title)}.**`, escape(summary.clue === '' ? view.builds.sentence : summary.clue)],
      String,
    ),
    [
      ...(numbers === '' ? [] : [numbers]),
      ...at,
      escape(time.join('; ')),
      ...(provenance.badge === null ? [] : [`**${provenance.badge} numbers**`]),
    ].join(' — '),
    '',
    ...threeOf(next).map(
      ({ intent, command, note }) =>
        `- **${escape(intent)}:** ${code(command)}${note === '' ? '' : ` ${escape(note)}`}`,
    ),
    '',
  ].join('\n');
}

/** The two most helpful steps, and the one that settles the matter. */
function threeOf(next: ReportView['next']): ReportView['next'] {
  return next.length <= 3 ? next : [...next.slice(0, 2), ...next.slice(-1)];
}

function paragraph(sentences: readonly string[], escaped: (text: string) => string = escape): readonly string[] {
  const text = sentences.filter((part) => part !== '').map(escaped);
  return text.length === 0 ? [] : [text.join(' '), ''];
}

/** `Time to first token: 136.3 ms → 150.6 ms on iPhone 13 (virtual).` */
function measuresText({ measures, moreMeasures }: ReportView['summary']): string {
  const texts = measures.map(({ metric, before, after, where }, index) => {
    const of = metric === '' || index > 0 ? '' : `${metric}: `;
    return `${of}${before} → ${after} on ${where}`;
  });
  return texts.length === 0
    ? ''
    : sentence(capital([...texts, ...(moreMeasures === '' ? [] : [`and ${moreMeasures}`])].join(', ')));
}

function openParts(view: ReportView, reportUrl: string | null, results: string): readonly Part[] {
  const report = reportUrl === null ? 'Whole report: report.html of the run' : `[Whole report](${linkTo(reportUrl)})`;
  return [
    { name: 'what changed', text: changes(view) },
    { name: 'earlier results', text: `<sub>${[report, ...(results === '' ? [] : [results])].join(' · ')}</sub>\n` },
    ...named('where to look', hints(view)),
    ...named(
      'other reasons',
      reasons(view.decision.reasons.filter(({ where, kind }) => where === null && kind !== 'productFault')),
    ),
    ...faults(view).map((text) => ({ name: 'product faults', text })),
    ...named('changed answers', changedAnswers(view)),
    ...named('notes', reasons(view.decision.notes)),
    ...named('warnings', warnings(view)),
  ];
}

function changes({ matrix, hasBaseline, intervalName }: ReportView): string {
  if (!hasBaseline) return 'There was no baseline, so nothing was compared.\n';
  const open = matrixTable(matrix, isOpen);
  if (open === '') return 'Every comparison is within its margin.\n';
  return [open, '', `<sub>${escape(legend(matrix, isOpen))}. Each change has its ${intervalName}.</sub>`, ''].join(
    '\n',
  );
}

/** Where to look for what got worse; the report has the reasons. */
function hints({ hints: views }: ReportView): string {
  const lines = views.map(
    ({ title, advice, source }) => `- **${escape(title)}.** ${escape(advice)} ([why](${source.url}))`,
  );
  return lines.length === 0 ? '' : ['**Where to look**', '', ...lines, ''].join('\n');
}

function named(name: string, text: string): readonly Part[] {
  return text === '' ? [] : [{ name, text }];
}

/** What no cell of the table says. */
function reasons(list: readonly ReasonView[]): string {
  const lines = list
    .slice(0, MOST_REASONS)
    .map(({ sign, title, detail }) => `- ${sign} **${escape(title)}:** ${escape(detail)}`);
  const rest = list.length - lines.length;
  return list.length === 0 ? '' : [...lines, ...(rest > 0 ? [`- … and ${rest} more.`] : []), ''].join('\n');
}

/** The answers that lost most. */
function changedAnswers({ answers }: ReportView): string {
  const [most] = answers.toSorted((a, b) => scored(b.flips.rows) - scored(a.flips.rows));
  if (most === undefined) return '';
  const rows = most.flips.rows.slice(0, MOST_FLIPS);
  const heads = ['Question', 'People', 'Before', 'Now'];
  const body = table(
    heads,
    rows.map(({ question, people, baseline, candidate }) => [question, people, baseline, candidate]),
  );
  const title = `${rows.length} of ${most.flips.rows.length} changed answers`;
  return [
    `<details><summary>${title} on ${escapeInHtml(most.devices)}</summary>`,
    '',
    escape(most.sentence),
    '',
    body,
    '',
    '</details>',
    '',
  ].join('\n');
}

function scored(rows: readonly { readonly change: string }[]): number {
  return rows.filter(({ change }) => change !== '').length;
}

function warnings({ warnings: found, provenance, summary }: ReportView): string {
  const lines = [
    ...(provenance.sentence === null ? [] : [escape(provenance.sentence)]),
    ...(summary.caveat === '' ? [] : [escape(summary.caveat)]),
    ...found.map(
      ({ title, messages }) =>
        `**${escape(title)}.** ${messages.map((message) => escape(sentence(message))).join(' ')}`,
    ),
  ];
  if (lines.length === 0) return '';
  return ['> [!NOTE]', ...lines.flatMap((line, index) => [...(index > 0 ? ['>'] : []), `> ${line}`]), ''].join('\n');
}

function foldedParts(view: ReportView, input: ReportInput): readonly Part[] {
  const all = matrixTable(view.matrix, () => true);
  const metrics = rowsOf(view.matrix).length;
  return [
    ...named('all comparisons', all === '' ? '' : folded(`All ${metrics} metrics`, all)),
    ...phones(view),
    { name: 'the builds', text: builds(view) },
    { name: 'how to reproduce it', text: folded('How to reproduce it', reproduction(input)) },
    { name: 'how it was measured', text: method(view) },
    ...rules(view).map((text) => ({ name: 'how it was decided', text })),
    ...view.devices.flatMap((device) =>
      evidence(device).map((text) => ({ name: `the evidence of ${nameOf(device)}`, text })),
    ),
  ];
}

/** Each phone by itself, where phones of a model are one column. */
function phones(view: ReportView): readonly Part[] {
  if (view.matrix.columns.length === view.devices.length) return [];
  const rows = view.devices.flatMap((device) =>
    device.comparisons
      .filter(({ verdict }) => verdict.kind !== 'noRegression')
      .map((row) => [
        nameOf(device, String),
        row.label,
        row.change,
        row.margin,
        `${row.verdict.sign} ${row.verdict.word}`,
      ]),
  );
  if (rows.length === 0) return [];
  const body = table(['Phone', 'Metric', 'Change', 'Margin', 'Verdict'], rows, new Set(['Change', 'Margin']));
  return [{ name: 'each phone by itself', text: folded('Phone by phone', body) }];
}

function folded(title: string, body: string): string {
  return [`<details><summary>${title}</summary>`, '', body, '', '</details>', ''].join('\n');
}

/** An address that ends neither the link that it is in nor the line. */
function linkTo(url: string): string {
  return encodeURI(decodeSafely(url)).replaceAll('(', '%28').replaceAll(')', '%29').replaceAll('|', '%7C');
}

function decodeSafely(url: string): string {
  try {
    return decodeURI(url);
  } catch {
    return url;
  }
}
