import { escapeMarkdown, table } from '#reports/markdown/escape.ts';
import type { ScorecardView } from './view.ts';

/** The scorecard in GitHub's Markdown: the same parts in the same order. */
export function scorecardMarkdown(view: ScorecardView): string {
  const { word, headline, moreReasons, lead, candidate, comparedWith, pinned, mark, evidence, made, mayOverride } =
    view;
  const builds = (of: typeof comparedWith): string =>
    of.map(({ label, short }) => `${escapeMarkdown(label)} ${escapeMarkdown(short)}`).join(', ');
  return [
    `# ${word}: ${escapeMarkdown(headline)}`,
    escapeMarkdown(lead),
    list(moreReasons),
    [
      `Candidate ${escapeMarkdown(candidate.version)} (${builds(candidate.builds)}), compared with ${comparedWith.length === 0 ? 'nothing' : builds(comparedWith)}. ${pinned === null ? 'No baseline is pinned.' : `Pinned baseline: ${builds([pinned])}.`}`,
      `${evidence}, ${made}.${mark === '' ? '' : ` The numbers are **${mark}**.`} May override: ${escapeMarkdown(mayOverride)}.`,
    ].join('\n'),
    `## Targets of ${escapeMarkdown(view.release)}`,
    targetsTable(view),
    list(view.targets.map(({ label, how }) => `${label}: ${how}`)),
    '## Regressions and waivers',
    list([
      ...view.regressions.map(({ message, runId }) => `${message} (${runId})`),
      ...view.waived.map(({ message, left }) => `Waived, ${left}: ${message}`),
    ]) || 'No run of the candidate fails its gate.',
    `## Drift budget used since ${view.pinned === null ? 'the compared build' : `${escapeMarkdown(view.pinned.label)} ${escapeMarkdown(view.pinned.short)}`}`,
    table(
      ['Metric', 'Used'],
      view.drift.map(({ label, text }) => [label, text]),
    ),
    ...(view.answers === null
      ? []
      : [
          '## Accuracy by answer type',
          table(
            ['Type', 'Questions', 'Before', 'Now', 'Change'],
            view.answers.types.map(({ type, questions, before, now, change }) => [
              type,
              questions,
              before,
              now,
              change,
            ]),
          ),
          `Scores: ${view.answers.flips}.`,
        ]),
    '## Reliability',
    table(
      ['What', 'How often'],
      view.reliability.map(({ label, text }) => [label, text]),
    ),
    '## Coverage of the evidence',
    list([
      view.coverage.combinations,
      ...(view.coverage.missing.length === 0 ? [] : [`Not measured: ${view.coverage.missing.join('; ')}`]),
      ...(view.coverage.stale.length === 0 ? [] : [`Too old: ${view.coverage.stale.join('; ')}`]),
      ...(view.coverage.falseAlarms === '' ? [] : [`False alarms of this gate: ${view.coverage.falseAlarms}`]),
    ]),
    '## Other gates',
    view.external.length === 0
      ? 'The plan names none.'
      : table(
          ['Gate', 'State', 'Result'],
          view.external.map(({ label, word: state, text }) => [label, state, text]),
        ),
    '## What would change the verdict',
    view.next.length === 0
      ? 'Nothing is open.'
      : table(
          ['What', 'Device time'],
          view.next.map(({ what, cost }) => [what, cost]),
        ),
    ...laterTargets(view),
    `Sign-off: scorecard sha256 \`${view.sha256}\` (of scorecard.json).`,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

function laterTargets({ releaseNames, roadmap }: ScorecardView): readonly string[] {
  if (releaseNames.length === 0) return [];
  return [
    '## Targets of later releases',
    table(
      ['Target', 'When they were set', 'This build', ...releaseNames.map(escapeMarkdown)],
      roadmap.map(({ label, known, now, releases }) => [
        label,
        known,
        now,
        ...releases.map(({ wanted, word }) => `${word} ${wanted}`.trim()),
      ]),
    ),
  ];
}

function targetsTable({ combinations, targets }: ScorecardView): string {
  return table(
    ['Model and phone', ...targets.map(({ label, wanted }) => escapeMarkdown(`${label} ${wanted}`.trim()))],
    combinations.map(({ name, provenance, os, notes, cells }) => [
      [name, provenance, os, notes].filter((part) => part !== '').join(', '),
      ...cells.map(({ text, ownTarget }) => `${text}${ownTarget === '' ? '' : ` (target ${ownTarget})`}`),
    ]),
  );
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${escapeMarkdown(item)}`).join('\n');
}
