import { expect, test } from 'vitest';
import type { ReportInput } from '#harness/ports/report.ts';
import { HOSTILE, hostileInput } from '#reports/fixtures/hostile.fixture.ts';
import { FIXTURE_CASES, fixtureInput, goldenInput } from '#reports/fixtures/report.fixture.ts';
import { escapeInHtml, escapeMarkdown } from './escape.ts';
import { markdownReporter } from './reporter.ts';

test.each(FIXTURE_CASES)('the comment on %s is the one that was reviewed', async (kind) => {
  await expect(await summary(goldenInput(kind))).toMatchFileSnapshot(`../golden/summary-${kind}.md`);
});

test('the decision and the word virtual stand in the first heading', async () => {
  const heading = (await summary(fixtureInput('failEncoder'))).split('\n')[0];
  expect(heading).toBe('## ✕ FAIL – vision-int4 against v1.4.0 · virtual numbers');
});

test('hostile text stays text', async () => {
  const text = await summary(hostileInput());
  for (const mark of ['<script', '<img', '@team', '\u{1B}', '\u{202E}']) expect(text).not.toContain(mark);
  expect(text).not.toMatch(/(?<!\\)\]\(http/);
  // Only the table's own borders are left unescaped: every row has as many cells as its head.
  for (const block of text.split(/\n\n+/).filter((part) => part.startsWith('|'))) {
    const cells = block.split('\n').map((line) => line.split(/(?<!\\)\|/).length);
    expect(new Set(cells).size, block.slice(0, 80)).toBe(1);
  }
});

test('a run on very many devices is shortened to what a comment can hold, and says so', async () => {
  const input = fixtureInput('failEncoder', 3);
  const devices = Array.from({ length: 60 }, (_, index) => ({ ...phone(input), id: `phone-${index}`, label: HOSTILE }));
  const comparisons = devices.flatMap(({ id }) =>
    input.assessment.comparisons.slice(0, 13).map((comparison) => ({ ...comparison, deviceId: id })),
  );
  const text = await summary({ ...input, assessment: { ...input.assessment, devices, comparisons } });
  expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(65_536);
  expect(text).toContain('Shortened to fit a comment');
  expect(text).toContain('## ✕ FAIL');
});

test('nothing of Markdown or HTML survives escaping', () => {
  expect(escapeMarkdown('<b>*x*</b> `y` [z](https://a.b) |#12 @me')).toBe(
    '&lt;b&gt;\\*x\\*&lt;/b&gt; \\`y\\` \\[\u{200B}z\\](https:\u{200B}//a.b) \\|#\u{200B}12 @\u{200B}me',
  );
});

test('between tags of HTML no backslash is shown, and nothing of HTML or Markdown survives either', () => {
  expect(escapeInHtml('vision_encoder.onnx <i> [z](x) @me')).toBe(
    'vision&#95;encoder.onnx &lt;i&gt; &#91;\u{200B}z&#93;(x) @\u{200B}me',
  );
});

function phone(input: ReportInput) {
  const [device] = input.assessment.devices;
  if (device === undefined) throw new Error('the fixture has no device');
  return device;
}

async function summary(input: ReportInput): Promise<string> {
  const [file] = await markdownReporter().render(input);
  expect(file?.name).toBe('summary.md');
  return file?.content ?? '';
}
