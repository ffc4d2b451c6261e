import type { ReportView } from '#reports/view/report-view.ts';
import { escapeMarkdown as escape, table } from './escape.ts';

/** How the verdicts were reached: the rules, and what calibrations found; folded away. */
export function rules({ method, decision, changeMeaning, evidenceMeaning }: ReportView): readonly string[] {
  if (method.rules.length === 0) return [];
  const facts = [
    { label: 'Policy', value: decision.policyMeaning },
    ...(changeMeaning === '' ? [] : [{ label: 'Change', value: changeMeaning }]),
    ...method.rules,
    { label: 'Evidence', value: evidenceMeaning },
  ];
  const rows = facts.map(({ label, value }) => [label, value]);
  const measured = method.calibrations.map(({ device, sentence, doubts }) => [
    `False alarms on ${device}`,
    [sentence, ...doubts.map((doubt) => `Doubt: ${doubt}`)].join(' '),
  ]);
  return [
    [
      '<details><summary>How it was decided</summary>',
      '',
      table(['', ''], [...rows, ...measured]),
      '',
      '</details>',
      '',
    ].join('\n'),
  ];
}

/** The builds with the hashes of what they are made of, folded away. */
export function builds({ builds }: ReportView): string {
  const rows = builds.builds.map((build) => [build.role, build.label, build.version, build.artefactHash, build.size]);
  const files = builds.modelFiles.map((file) => [file.name, file.state, file.baseline, file.candidate]);
  return details('Builds', [
    table(['', 'Label', 'Version', 'Artefact', 'Size'], rows),
    '',
    escape(builds.sentence),
    '',
    ...(files.length === 0 ? [] : [table(['Model file', '', 'Baseline', 'Candidate'], files), '']),
  ]);
}

/** How the run was measured, and where; folded away. */
export function method({ method, environment, runId, measuredAt, measuredFor }: ReportView): string {
  const facts = [...method.facts, ...environment].map(({ label, value }) => [label, value]);
  const rows = [['Run', `${runId}, ${measuredAt}, took ${measuredFor}`], ...facts];
  return details('How it was measured', [table(['', ''], rows), '']);
}

function details(title: string, lines: readonly string[]): string {
  return [`<details><summary>${title}</summary>`, '', ...lines, '</details>', ''].join('\n');
}
