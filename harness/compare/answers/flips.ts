import type { Run } from '#harness/domain/run.ts';
import { type AnswerPair, pairAnswers, scoreChange } from './answers.ts';
import { type LaunchGroup, launchGroupOf } from '#harness/compare/launches/launch-group.ts';
import { unreadableOf } from './unreadable.ts';
import { comparedArms } from '#harness/compare/launches/compared-arms.ts';

/** Scored questions that two builds answered, and what became of their scores. */
export type FlipCount = {
  readonly questions: number;
  readonly flips: number;
  /** Sum over the flips of the squared change of the score. */
  readonly squares: number;
};

export const NO_FLIPS: FlipCount = { questions: 0, flips: 0, squares: 0 };

/**
 * How often the score of a question changed from one build to the other, over all phones and all passes on the dataset.
 * Runs without a baseline, and passes on other datasets, count nothing.
 */
export function countFlips(run: Run, baselineRun: Run | null, dataset: string): FlipCount {
  const { baseline, candidate } = comparedArms(run, baselineRun, []);
  if (baseline === null) return NO_FLIPS;
  const passes = run.suite.passes.filter(({ workload }) => workload.dataset === dataset);
  return run.devices
    .flatMap((device) => passes.map((pass) => [device.id, pass.id] as const))
    .flatMap(([device, pass]) => pairsOf(launchGroupOf(baseline, device, pass), launchGroupOf(candidate, device, pass)))
    .map(scoreChange)
    .filter((change) => change !== null)
    .map((change) => ({ questions: 1, flips: change === 0 ? 0 : 1, squares: change * change }))
    .reduce(addFlips, NO_FLIPS);
}

export function addFlips(one: FlipCount, other: FlipCount): FlipCount {
  return {
    questions: one.questions + other.questions,
    flips: one.flips + other.flips,
    squares: one.squares + other.squares,
  };
}

function pairsOf(baseline: LaunchGroup, candidate: LaunchGroup): readonly AnswerPair[] {
  return pairAnswers(baseline, candidate, new Map(), unreadableOf(baseline, candidate));
}
