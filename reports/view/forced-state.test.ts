import { expect, test } from 'vitest';
import type { Pass, Suite } from '#harness/domain/suite.ts';
import type { ReportInput } from '#harness/ports/report.ts';
import { fixtureInput } from '#reports/fixtures/report.fixture.ts';
import { htmlReporter } from '#reports/html/reporter.ts';
import { markdownReporter } from '#reports/markdown/reporter.ts';
import { terminalSummary } from '#reports/terminal/summary.ts';
import { claim } from './claim.ts';
import { viewReport } from './view.ts';

/** The same launches, as if the pass `latency` had forced a state. */
function forcedInput(): ReportInput {
  const input = fixtureInput('failEncoder');
  const forced = (pass: Pass): Pass =>
    pass.metrics.includes('timeToFirstToken')
      ? { ...pass, protocol: { ...pass.protocol, forcedThermal: 'serious' } }
      : pass;
  const suite: Suite = { ...input.assessment.suite, passes: input.assessment.suite.passes.map(forced) };
  return { ...input, run: { ...input.run, suite }, assessment: { ...input.assessment, suite } };
}

const SENTENCE = 'is measured with thermal state serious forced: its numbers are of that state alone.';

test('numbers of a forced state carry it wherever they are shown', async () => {
  const input = forcedInput();
  const { forced, matrix, method } = viewReport(input);
  expect(forced).toEqual([expect.stringContaining(SENTENCE)]);
  const labels = matrix.groups.flatMap(({ rows }) => rows.map(({ label }) => label));
  expect(labels).toContain('Time to first token, serious forced');
  expect(labels).toContain('Peak memory');
  expect(method.passes.flatMap(({ facts }) => facts).filter(({ label }) => label === 'Thermal state')).toHaveLength(1);
  expect(claim(input.decision, input.assessment)).toMatch(/^Time to first token .*, with thermal state serious forced/);
  expect(terminalSummary(input, { colour: false })).toContain(SENTENCE);
  for (const reporter of [markdownReporter(), htmlReporter()]) {
    expect(JSON.stringify(await reporter.render(input))).toContain(SENTENCE);
  }
});

test('numbers of the real state say nothing of it', () => {
  expect(viewReport(fixtureInput('failEncoder')).forced).toEqual([]);
});
