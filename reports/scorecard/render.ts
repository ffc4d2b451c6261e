import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import Handlebars from 'handlebars';
import type { Scorecard } from '#harness/domain/scorecard.ts';
import type { ReportFile } from '#harness/ports/report.ts';
import { versionedJson } from '#harness/text/versioned-json.ts';
import { colours } from '#reports/style/colours.ts';
import { scorecardMarkdown } from './markdown.ts';
import { type ScorecardView, scorecardView } from './view.ts';

/** The scorecard for people, for a page in Markdown, and for programs. The hash that people sign is that of `scorecard.json`. */
export async function renderScorecard(scorecard: Scorecard): Promise<readonly ReportFile[]> {
  const json = versionedJson(scorecard);
  const view = scorecardView(scorecard, createHash('sha256').update(json).digest('hex'));
  return [
    { name: 'scorecard.html', content: await page(view) },
    { name: 'scorecard.md', content: scorecardMarkdown(view) },
    { name: 'scorecard.json', content: json },
  ];
}

/** Every value is escaped by the template. */
async function page(view: ScorecardView): Promise<string> {
  const read = async (name: string): Promise<string> =>
    readFile(new URL(`./templates/${name}`, import.meta.url), 'utf8');
  const style = `${await colours()}${await read('scorecard.css')}`;
  const handlebars = Handlebars.create();
  const template = handlebars.compile(await read('scorecard.hbs'), { strict: true, knownHelpersOnly: true });
  return template({ ...view, style, styleSha256: createHash('sha256').update(style).digest('base64') });
}
