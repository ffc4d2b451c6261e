import { type GraphTimesView, operatorsText } from '#reports/view/operators-view.ts';
import type { ReportView } from '#reports/view/report-view.ts';
import { escapeInHtml, escapeMarkdown as escape, table } from './escape.ts';

/** Where the time of model graphs differs: what differs most, and the tables folded away. */
export function operators({ operators: views }: ReportView): readonly string[] {
  return views.map((view) => {
    const { where, meaning, graphs } = view;
    return [
      `### Operators on ${escape(where)}`,
      '',
      escape(operatorsText(view)),
      '',
      ...(graphs.length === 0 ? [] : [escape(meaning), '']),
      ...graphs.flatMap(graph),
    ].join('\n');
  });
}

function graph({ name, rows }: GraphTimesView): readonly string[] {
  const numbers = new Set(['Baseline', 'Candidate', 'Difference']);
  const cells = rows.map(({ operator, baseline, candidate, difference, isPart }) => [
    isPart ? `↳ ${operator}` : operator,
    baseline,
    candidate,
    difference,
  ]);
  const body = table(['Operator', 'Baseline', 'Candidate', 'Difference'], cells, numbers);
  return [`<details><summary>${escapeInHtml(name)}</summary>`, '', body, '', '</details>', ''];
}
