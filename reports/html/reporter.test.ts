import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { ReportInput } from '#harness/ports/report.ts';
import { withFootprints } from '#reports/fixtures/footprints.fixture.ts';
import { hostileInput } from '#reports/fixtures/hostile.fixture.ts';
import { manyInput } from '#reports/fixtures/many.fixture.ts';
import { FIXTURE_CASES, fixtureInput } from '#reports/fixtures/report.fixture.ts';
import { htmlReporter } from './reporter.ts';

test.each(FIXTURE_CASES)('the page on %s stands alone and says virtual', async (kind) => {
  // A source that a hint names is followed by a reader, never by the page.
  const page = (await pageOf(kind)).replaceAll(/<a class="source" href="https:[^"]+" rel="noreferrer">/g, '');
  expect(page).toContain("default-src 'none'");
  expect(page).not.toMatch(/<link|<iframe|@import|url\(|href="https?:|src="(?!data:image\/)|style="| on[a-z]+="/);
  expect(page).toContain('numbers – not measured on an iPhone');
});

test('a pass names what its suite does not measure', async () => {
  expect(await pageOf('pass')).toContain('Suite release does not measure memory after load, ');
  expect(await pageOf('failEncoder')).not.toContain('does not measure');
});

test('hostile text stays text', async () => {
  const page = await pageOf('hostile');
  for (const mark of [
    '<script>alert',
    '<img src=x',
    '\u{1B}',
    '\u{202E}',
    '\u{2028}',
    'javascript:',
    'text/html',
    '" onerror',
  ]) {
    expect(page).not.toContain(mark);
  }
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  // Braces of a label are not a template.
  expect(page).toContain('{{{x}}}');
});

test('data for the script is whole, and the program and the style are those that the page allows', async () => {
  const page = await pageOf('hostile');
  const scripts = [...page.matchAll(/<script([^>]*)>([^]*?)<\/script>/g)].map(([, attributes, text = '']) => ({
    attributes,
    text,
  }));
  const [program, ...data] = scripts.toReversed();
  // A list a pass, as both phones answered alike, and the pictures.
  expect(data.map(({ attributes }) => attributes)).toEqual([
    ' type="application/json" id="pictures"',
    ...Array.from({ length: 2 }, () => ' type="application/json"'),
  ]);
  const [pictures, list] = data.map(({ text }): unknown => JSON.parse(text));
  expect(pictures).toEqual([expect.stringMatching(/^data:image\/png;base64,/)]);
  expect(JSON.stringify(list)).toContain('</script></template><!--<script>');
  const [, style = ''] = /<style>([^]*?)<\/style>/.exec(page) ?? [];
  expect(page).toContain(`script-src 'sha256-${sha256(program?.text ?? '')}';`);
  expect(page).toContain(`style-src 'sha256-${sha256(style)}';`);
});

test('a page on which no answer changed has no program for lists of answers', async () => {
  expect(await pageOf('pass')).not.toContain("querySelectorAll('.flips')");
  expect(await pageOf('failAccuracy')).toContain("querySelectorAll('.flips')");
});

test('the first page of the changed answers stands in the page itself, and the rest is named', async () => {
  const page = await pageOf('failAccuracy');
  expect(page.match(/<div class="asked">/g)).toHaveLength(25 + 1);
  expect(
    page.match(/<img src="data:image\/png;base64,[^"]+" alt="Image \d+" width="72" height="72" loading="lazy"/g),
  ).toHaveLength(20);
  expect(page).toContain('Answers 1–25 of 31; all of them are in report.json.');
  expect(page).toContain('People: <bdi data-field="people">2 ×6, 3 ×3, 4 ×1</bdi>');
});

test('the parts stand in the order of what a reader asks, and the contents name them', async () => {
  const page = await pageOf('failEncoder');
  const sections = [...page.matchAll(/<section id="([a-z]+)"/g)].map(([, id]) => id);
  expect(sections).toEqual(['decision', 'build', 'matrix', 'next', 'findings', 'details', 'answers', 'evidence']);
  const contents = /<nav class="wide"[^]*?<\/nav>/.exec(page)?.[0] ?? '';
  for (const section of sections.slice(1)) expect(contents).toContain(`href="#${section}"`);
});

test('up to two phones have a column each in the findings; of more a row names those that matter', async () => {
  const headOf = (page: string): string => /<table class="findings[^]*?<\/thead>/.exec(page)?.[0] ?? '';
  const two = headOf(await pageOf('failEncoder'));
  for (const name of ['iPhone 13', 'iPhone 16 Pro']) expect(two).toContain(`<bdi>${name}</bdi>`);
  const [many] = await htmlReporter().render(manyInput(10));
  expect(headOf(String(many?.content))).toContain('>Where<');
});

test('the claim is the heading and the title, and every word that the page links to is in its glossary', async () => {
  const page = await pageOf('failAccuracy');
  expect(page).toContain('<h1 id="claim">Answer accuracy is 3 points lower on both phones</h1>');
  expect(page).toContain(
    '<title>FAIL – Answer accuracy is 3 points lower on both phones · vision-int4 against v1.4.0 (virtual numbers)</title>',
  );
});

test.each(FIXTURE_CASES)('every link inside the page on %s has its target, and no id stands twice', async (kind) => {
  const page = await pageOf(kind);
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  const targets = [...page.matchAll(/ href="#([^"]+)"/g)].map(([, target]) => target);
  expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
});

test('however many phones there are, they are one table, one finding a metric and one fold a metric', async () => {
  const page = await render(manyInput(6));
  expect(page.match(/<table class="matrix/g)).toHaveLength(1);
  expect(page.match(/<details class="metric"/g)).toHaveLength(13);
  expect(page.match(/<tr role="row" class="is-regression"/g)).toHaveLength(3);
  // Launches of the three worst phones, and of none where there is nothing to find.
  expect(page).toContain('of the 3 worst of 6 phones');
  expect(page).toContain('6 models: no regression');
});

test('details, evidence and glossary are closed', async () => {
  expect(await pageOf('failEncoder')).not.toMatch(/<details[^>]* open/);
});

test('timed verdicts of builds with other outputs say so once above the matrix, and in the details', async () => {
  const page = await pageOf('failEncoder');
  expect(page.match(/up to 12 of 60 timed answers changed and are 18\u{A0}% shorter on average/gu)).toHaveLength(1);
  expect(page).toContain('The outputs differ: 12 of 60, 18\u{A0}% shorter');
  expect(await pageOf('failAccuracy')).not.toContain('outputs differ');
});

test('phones of one model are shown together, before they are shown one by one', async () => {
  const page = await pageOf('failModel');
  expect(page).toMatch(
    /class="together"><th [^>]*><bdi>iPhone17,1 \(2 virtual phones\)[^]*?<bdi>iPhone 16 Pro \(virtual\)/,
  );
  expect(page).toContain('claims nothing about other phones of the model');
  expect(await pageOf('pass')).not.toContain('class="together"');
});

test('each change says its confidence where they differ, and only there', async () => {
  expect(await pageOf('pass')).toContain('<small>at 98.9\u{A0}%</small>');
  expect(await pageOf('failEncoder')).not.toContain('<small>at ');
});

test('a run without a baseline shows measurements and no comparison', async () => {
  const page = await pageOf('noBaseline');
  expect(page).toContain('There is no baseline, so nothing is judged.');
  expect(page).not.toContain('class="cards comparison"');
  expect(page).toContain('[136.0,\u{A0}137.3]');
});

test('what a launch holds at each phase stands below its peak memory, where launches report it', async () => {
  const page = await render(withFootprints(fixtureInput('pass', 3)));
  expect(page.match(/<h3>Footprint by phase<\/h3>/g)).toHaveLength(1);
  expect(page).toMatch(/<th scope="row">In prefill<\/th><td class="number">[\d.]+\sMB<\/td>/);
  expect(await pageOf('failEncoder')).not.toContain('Footprint by phase');
});

test('where to look stands below what to do, with the page that it rests on', async () => {
  const page = await pageOf('failEncoder');
  expect(page).toMatch(
    /id="next"[^]*<b>Only the vision encoder got slower\.<\/b>[^]*<a class="source" href="https:[^]*id="findings"/,
  );
});

test('what the gate said about no metric is among the findings', async () => {
  expect(await pageOf('productFault')).toMatch(/id="findings"[^]*5 of 55 launches of the candidate[^]*id="details"/);
  expect(await pageOf('inconclusive')).toMatch(/id="findings"[^]*Virtual phones<\/b>[^]*id="details"/);
});

test('wrong answers are not called faults of the app, nor is their lack claimed there', async () => {
  const page = await pageOf('failAccuracy');
  expect(page).toContain(
    'None: no crash, hang or broken result file. A wrong answer is no fault: it counts in the accuracy.',
  );
});

test('the raw values can be taken along, unrounded', async () => {
  const input = fixtureInput('pass', 3);
  const [, encoded = ''] = /href="data:application\/json;base64,([^"]+)"/.exec(await render(input)) ?? [];
  const raw: unknown = JSON.parse(Buffer.from(encoded.replaceAll('&#x3D;', '='), 'base64').toString());
  expect(raw).toMatchObject({ schemaVersion: 1, provenance: 'virtual' });
  expect(raw).toHaveProperty('rows.0.values', input.assessment.summaries[0]?.values);
});

test('the same input gives the same page', async () => {
  expect(await render(fixtureInput('inconclusive'))).toBe(await pageOf('inconclusive'));
});

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

type Page = (typeof FIXTURE_CASES)[number] | 'hostile';

/** Drawing a page takes longer than looking at it. */
const drawn = new Map<Page, Promise<string>>();

async function pageOf(name: Page): Promise<string> {
  const page = drawn.get(name) ?? render(name === 'hostile' ? hostileInput() : fixtureInput(name));
  drawn.set(name, page);
  return await page;
}

async function render(input: ReportInput): Promise<string> {
  const [file] = await htmlReporter().render(input);
  expect(file?.name).toBe('report.html');
  return file?.content ?? '';
}

test('what differs beside a regression stands below the findings, with the questions that show it and their pictures', async () => {
  const html = await render(fixtureInput('failAccuracy'));
  const section = html.slice(html.indexOf('What may explain it'), html.indexOf('id="details"'));
  expect(section).toContain('vision.onnx: ');
  expect(section).toMatch(/Questions that moved most: 5<\/summary>[\s\S]+<img src="data:image\//);
  expect(await render(fixtureInput('pass'))).not.toContain('What may explain it');
});
