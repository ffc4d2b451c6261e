import { HINTS_MEANING } from '#reports/view/hints-view.ts';
import type { ReportView } from '#reports/view/report-view.ts';
import { escapeMarkdown as escape } from './escape.ts';

/** Where to look for what got worse, each with the page that its reason rests on. */
export function hints({ hints: views }: ReportView): readonly string[] {
  if (views.length === 0) return [];
  const lines = views.map(({ title, advice, reason, source, seen }) => {
    const why = `${escape(reason)} ([${escape(source.title)}](${source.url}))`;
    return [`- **${escape(title)}.** ${escape(advice)} ${why}`, ...seen.map((each) => `  - ${escape(each)}`)].join(
      '\n',
    );
  });
  return [['### Where to look', '', escape(HINTS_MEANING), '', ...lines, ''].join('\n')];
}
