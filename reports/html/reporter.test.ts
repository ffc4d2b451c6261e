import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { ReportInput } from '#harness/ports/report.ts';
import { hostileInput } from '#reports/fixture-hostile.ts';
import { FIXTURE_CASES, fixtureInput } from '#reports/fixture.ts';
import { htmlReporter } from './reporter.ts';

test.each(FIXTURE_CASES)('the page on %s stands alone and says virtual', async (kind) => {
  const page = await pageOf(kind);
  expect(page).toContain("default-src 'none'");
  expect(page).not.toMatch(/<link|<iframe|@import|url\(|href="https?:|src="(?!data:image\/)/);
  expect(page).toContain('numbers – not measured on an iPhone');
});

test('a pass names what its suite does not measure', async () => {
  expect(await pageOf('pass')).toContain(' Suite release does not measure memory after load, ');
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

test('data for the script is whole, and the program is the one that the page allows', async () => {
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
  const sha256 = createHash('sha256')
    .update(program?.text ?? '')
    .digest('base64');
  expect(page).toContain(`script-src 'sha256-${sha256}';`);
});

test('a page on which no answer changed runs no program', async () => {
  const page = await pageOf('pass');
  expect(page).not.toContain('<script');
  expect(page).not.toContain('script-src');
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

test('timed verdicts of builds with other outputs say so', async () => {
  const page = await pageOf('failEncoder');
  expect(page).toContain('<small class="outputs">outputs differ: 12 of 60, 18\u{A0}% shorter</small>');
  expect(await pageOf('failAccuracy')).not.toContain('outputs differ');
});

test('phones of one model are shown together, before they are shown one by one', async () => {
  const page = await pageOf('failModel');
  expect(page.indexOf('id="models-title"')).toBeGreaterThan(0);
  expect(page.indexOf('id="models-title"')).toBeLessThan(page.indexOf('id="device-1"'));
  expect(page).toContain('claims nothing about other phones of the model');
  expect(await pageOf('pass')).not.toContain('id="models-title"');
});

test('each change says its confidence where they differ, and only there', async () => {
  const changes = (page: string): readonly string[] => page.match(/data-label="Change">.*?<\/td>/g) ?? [];
  expect(changes(await pageOf('pass')).join('')).toContain('<small>at 98.9\u{A0}%</small>');
  expect(changes(await pageOf('failEncoder')).join('')).not.toContain('<small>');
});

test('a run without a baseline shows measurements and no comparison', async () => {
  const page = await pageOf('noBaseline');
  expect(page).toContain('There is no baseline, so nothing is judged.');
  expect(page).not.toContain('class="numbers compared"');
  expect(page).toContain('[136.0,\u{A0}137.3]');
});

test('wrong answers are not called faults of the app, nor is their lack claimed there', async () => {
  const page = await pageOf('failAccuracy');
  expect(page).toContain(
    'None: no crash, hang or broken result file. Wrong answers are no faults: they count in the accuracy.',
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
