import type { AccuracyView } from '#reports/view/answers-view.ts';
import type { ReportView } from '#reports/view/report-view.ts';
import { escapeMarkdown as escape, table } from './escape.ts';

/** What changed, a list each, with the accuracy of each answer type; the answers themselves are in the page. */
export function answers({ answers: changed, unchangedAnswers }: ReportView): readonly string[] {
  if (changed.length === 0 && unchangedAnswers === null) return [];
  const parts = changed.map(({ devices, passes, shared, sentence, lengths, scoring, accuracy }) => {
    const words = [sentence, lengths, scoring, shared ?? ''].filter((part) => part !== '').map(escape);
    const types = accuracy === null ? [] : ['', accuracyTable(accuracy)];
    return [`**${escape(devices)}, ${escape(passes)}:** ${words.join(' ')}`, ...types, ''].join('\n');
  });
  return [
    ['### Answers', '', ...(unchangedAnswers === null ? [] : [escape(unchangedAnswers), '']), ...parts].join('\n'),
  ];
}

function accuracyTable({ answerTypes, intervalName }: AccuracyView): string {
  const numbers = ['Questions', 'Baseline', 'Candidate', `Change [${intervalName}]`];
  const rows = answerTypes.map((row) => [row.type, row.questions, row.baseline, row.candidate, row.change]);
  return table(['Answer type', ...numbers], rows, new Set(numbers));
}
