import { expect, test } from 'vitest';
import { viewReport } from '#reports/view.ts';
import { fixtureInput } from '#reports/fixture.ts';

test('what changed is told against the baseline that was measured beside the candidate, also when a stored one was named', () => {
  const input = fixtureInput('failAccuracy', 4);
  const stored = { ...input.run, baseline: null };
  expect(input.run.baseline).not.toBeNull();
  const examples = viewReport(input).answers.flatMap((view) => view.examples);
  expect(examples.length).toBeGreaterThan(0);
  expect(viewReport({ ...input, baselineRun: stored }).answers.flatMap((view) => view.examples)).toEqual(examples);
});

test('passes in which no answer changed share one sentence', () => {
  const input = fixtureInput('failAccuracy', 4);
  const changes = input.assessment.answerChanges;
  const same = {
    ...input.assessment,
    answerChanges: changes.map((change) => ({ ...change, changed: 0, better: 0, worse: 0 })),
  };
  expect(viewReport({ ...input, assessment: same }).unchangedAnswers).toMatch(/every pass on every device/);
  const [first, ...others] = same.answerChanges;
  const mixed = { ...same, answerChanges: [...(first === undefined ? [] : [{ ...first, changed: 3 }]), ...others] };
  expect(viewReport({ ...input, assessment: mixed }).unchangedAnswers).toMatch(/the passes/);
});
