import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import type { OperatorChanges } from '#harness/domain/operator-change.ts';
import { hostileInput } from '#reports/fixtures/hostile.fixture.ts';
import { FIXTURE_CASES, fixtureInput, goldenInput } from '#reports/fixtures/report.fixture.ts';
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

test('the terminal names the operator that differs most, or why that is not known', () => {
  const { assessment, ...input } = fixtureInput('failEncoder');
  const changes = {
    deviceId: assessment.devices[0]?.id ?? '',
    passId: 'latency',
    questions: 1,
    unknown: [],
    graphs: [],
  };
  const erf = { operator: 'Erf', baseline: null, candidate: { calls: 1, totalNs: 5e6 } };
  const graph = { name: 'onnx/vision_encoder.onnx', totalNs: { baseline: 0, candidate: 5e6 }, operators: [erf] };
  const shown = (operatorChanges: OperatorChanges): string =>
    terminalSummary({ ...input, assessment: { ...assessment, operatorChanges: [operatorChanges] } }, { colour: false });
  expect(shown({ ...changes, graphs: [graph] })).toMatch(
    /^ {2}Operators: The largest difference is that of Erf in onnx\/vision_encoder\.onnx, which only the candidate has: /m,
  );
  expect(shown({ ...changes, unknown: ['Not known of the baseline: it crashed.'] })).toMatch(
    /^ {2}Operators: Not known of the baseline: it crashed\.$/m,
  );
});
