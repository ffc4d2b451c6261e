import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import Handlebars from 'handlebars';
import { colours } from '#reports/style/colours.ts';
import type { ReportView } from '#reports/view/report-view.ts';
import { island } from './island.ts';
import { answersLayout } from './layout/answers-layout.ts';
import { pageLayout } from './layout/page-layout.ts';
import { unbroken } from './unbroken.ts';

const PARTIALS = [
  'marks',
  'mark',
  'link',
  'contents',
  'bar',
  'decision',
  'build',
  'matrix',
  'next',
  'findings',
  'finding-rows',
  'finding-place',
  'attributions',
  'details',
  'metric',
  'metric-phones',
  'metric-medians',
  'answers',
  'types',
  'flips',
  'flip',
  'evidence',
  'phones',
  'faults',
  'builds',
  'model-change',
  'operators',
  'method',
  'raw',
] as const;

/** After the colours, in this order: what is more particular stands below. */
const STYLES = [
  'page',
  'bar',
  'decision',
  'drawings',
  'matrix',
  'findings',
  'details',
  'answers',
  'narrow',
  'print',
] as const;

/**
 * Every value is escaped by the templates; what passes through is the SVG of our own drawings, the page's one style and
 * one program, and data for the program that no text can break out of.
 */
export async function renderPage(view: ReportView): Promise<string> {
  const handlebars = Handlebars.create();
  const partials = await Promise.all(PARTIALS.map(async (name) => [name, await template(`${name}.hbs`)] as const));
  for (const [name, source] of partials) handlebars.registerPartial(name, source);
  // Strict: a field that the view does not have is an error here and never an empty cell.
  const page = handlebars.compile(await template('page.hbs'), { strict: true, knownHelpersOnly: true });
  const styles = await Promise.all([colours(), ...STYLES.map(async (name) => template(`style/${name}.css`))]);
  const [report, flips] = await Promise.all([template('report.js'), template('flips.js')]);
  return page({
    ...unbroken(pageLayout(view)),
    next: view.next,
    answers: answersLayout(view.answers, view.pictures),
    style: named(styles.join('').replaceAll(/\s+/g, ' ') + paperMark(view)),
    // Without lists of answers there is nothing to turn the pages of.
    script: { ...named(view.answers.length === 0 ? report : report + flips), pictures: island(view.pictures) },
  });
}

async function template(name: string): Promise<string> {
  return readFile(new URL(`./templates/${name}`, import.meta.url), 'utf8');
}

/** The page allows this text and no other: it is named by its hash. */
function named(source: string): { readonly source: string; readonly sha256: string } {
  return { source, sha256: createHash('sha256').update(source).digest('base64') };
}

/** Each sheet of paper says where its numbers come from. */
function paperMark({ provenance: { badge } }: ReportView): string {
  return badge === null
    ? ''
    : `@page { @top-left { content: "${badge} numbers – not measured on an iPhone"; font: 600 8pt system-ui, sans-serif; } }\n`;
}
