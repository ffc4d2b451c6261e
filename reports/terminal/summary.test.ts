import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { hostileInput } from '#reports/fixture-hostile.ts';
import { FIXTURE_CASES, fixtureInput, goldenInput } from '#reports/fixture.ts';
import { terminalSummary } from './summary.ts';

test.each(FIXTURE_CASES)('what the terminal says of %s is what was reviewed', async (kind) => {
  const text = terminalSummary(goldenInput(kind), { colour: false });
  await expect(text).toMatchFileSnapshot(`../golden/terminal-${kind}.golden`);
});

test('colour changes nothing but colour', () => {
  const input = fixtureInput('failEncoder');
  const coloured = terminalSummary(input, { colour: true });
  expect(coloured).toContain('\u{1B}[1;31m✕ FAIL\u{1B}[0m');
  expect(stripVTControlCharacters(coloured)).toBe(terminalSummary(input, { colour: false }));
});

test('a label cannot send escapes to the terminal', () => {
  const text = terminalSummary(hostileInput(), { colour: false });
  for (const mark of ['\u{1B}', '\u{9B}', '\u{202E}', '\r']) expect(text).not.toContain(mark);
});

test('a phase that is in doubt has a line, so that the doubts of the table are as many as are counted', () => {
  const table = terminalSummary(fixtureInput('inconclusive', 6), { colour: false });
  expect(table.match(/^ {2}\? .*(Inconclusive|Regression, unconfirmed)$/gm)).toHaveLength(12);
});

test('the decision is the first word, and the line says virtual', () => {
  expect(terminalSummary(fixtureInput('pass'), { colour: false }).split('\n')[0]).toBe(
    '✓ PASS  vision-int4 against v1.4.0 · virtual numbers',
  );
});
