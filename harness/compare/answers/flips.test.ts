import { expect, test } from 'vitest';
import type { Outcome } from '#harness/domain/launch.ts';
import { addFlips, countFlips, NO_FLIPS } from './flips.ts';
import { aDevice, aMeasured, anIteration, aPass, aRun } from '#harness/compare/run.fixture.ts';

const pass = aPass('accuracy', ['answerAccuracy']);
const SHAPES = pass.workload.dataset;

/** A launch whose questions 1000, 1001, … have these scores. */
function scored(scores: readonly (number | null)[]): Outcome {
  const iterations = scores.map((score, index) =>
    anIteration({}, { questionId: 1000 + index, score, tokenIdsSha256: String(score) }),
  );
  return aMeasured({ iterations });
}

const run = aRun({
  blocks: 1,
  passes: [pass],
  devices: [aDevice('one'), aDevice('two')],
  outcome: ({ arm }) => scored(arm === 'baseline' ? [1, 0.3, 0, null] : [1, 0.9, 0.3, null]),
});

test('flips are counted over all phones, with the squares of their changes; unscored questions are not', () => {
  const { questions, flips, squares } = countFlips(run, null, SHAPES);
  expect({ questions, flips }).toEqual({ questions: 6, flips: 4 });
  expect(squares).toBeCloseTo(2 * (0.6 ** 2 + 0.3 ** 2), 12);
});

test('passes on other datasets and runs without a baseline count nothing', () => {
  expect(countFlips(run, null, 'vqav2-val')).toEqual(NO_FLIPS);
  expect(countFlips(aRun({ passes: [pass], hasBaseline: false }), null, SHAPES)).toEqual(NO_FLIPS);
});

test('a stored baseline counts as one that was measured beside the candidate', () => {
  const alone = { blocks: 1, passes: [pass], hasBaseline: false };
  const before = aRun({ ...alone, outcome: () => scored([1, 1]) });
  const now = aRun({ ...alone, outcome: () => scored([1, 0]) });
  expect(countFlips(now, before, SHAPES)).toEqual({ questions: 2, flips: 1, squares: 1 });
});

test('counts of several runs add up', () => {
  const one = { questions: 3, flips: 1, squares: 0.36 };
  expect(addFlips(one, NO_FLIPS)).toEqual(one);
  expect(addFlips(one, one)).toEqual({ questions: 6, flips: 2, squares: 0.72 });
});
