import type { GraphChangeView } from '#reports/view/model-change-view.ts';
import type { ReportView } from '#reports/view/report-view.ts';
import { escapeInHtml, escapeMarkdown as escape, table } from './escape.ts';

/** What differs between the networks of the builds: a sentence, and all else folded away. */
export function modelChange({ modelChange: change }: ReportView): readonly string[] {
  if (change === null) return [];
  const head = ['### What changed in the model', '', escape(change.sentence), ''];
  return [[...head, ...change.graphs.flatMap(graph)].join('\n')];
}

function graph({ name, sentence, rows }: GraphChangeView): readonly string[] {
  const title = sentence === '' ? name : `${name}: ${sentence}`;
  if (rows.length === 0) return [escape(title), ''];
  const numbers = new Set(['Baseline', 'Candidate', 'Change']);
  const cells = rows.map(({ label, baseline, candidate, change, isPart }) => [
    isPart ? `↳ ${label}` : label,
    baseline,
    candidate,
    change,
  ]);
  const body = table(['', 'Baseline', 'Candidate', 'Change'], cells, numbers);
  return [`<details><summary>${escapeInHtml(title)}</summary>`, '', body, '', '</details>', ''];
}
