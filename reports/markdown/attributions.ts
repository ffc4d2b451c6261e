import { ATTRIBUTIONS_MEANING } from '#reports/view/attributions-view.ts';
import type { ReportView } from '#reports/view/report-view.ts';
import { escapeInHtml, escapeMarkdown as escape, table } from './escape.ts';

/** What differs beside what got worse, and the questions that show it folded away. */
export function attributions({ attributions: views }: ReportView): readonly string[] {
  if (views.length === 0) return [];
  const parts = views.flatMap(({ what, causes, sentence, questions }) => {
    const causesText = causes.length === 0 ? 'Nothing is known to differ.' : `${causes.map(escape).join('; ')}.`;
    const rows = questions.map((row) => [row.question, row.before, row.now, row.change, row.tokens]);
    const numbers = new Set(['Before', 'Now', 'Change']);
    return [
      `- **${escape(what)}.** ${causesText}${sentence === '' ? '' : ` ${escape(sentence)}`}`,
      ...(rows.length === 0
        ? []
        : [
            '',
            `<details><summary>${escapeInHtml(`Questions that moved most: ${what}`)}</summary>`,
            '',
            table(['Question', 'Before', 'Now', 'Change', 'Length'], rows, numbers),
            '',
            '</details>',
            '',
          ]),
    ];
  });
  return [['### What may explain it', '', escape(ATTRIBUTIONS_MEANING), '', ...parts, ''].join('\n')];
}
