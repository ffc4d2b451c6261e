import type { AnswerChange } from '#harness/domain/comparison.ts';
import type { Iteration } from '#harness/domain/launch.ts';
import type { Cell, CountedLaunch } from './samples.ts';

/** One question as both builds answered it. */
export type AnswerPair = {
  readonly questionId: number;
  readonly sameTokens: boolean;
  /** Score of the candidate less that of the baseline; null where the question is not scored. */
  readonly scoreChange: number | null;
};

/**
 * Pairs the answers of the last counted launch of each arm, in the candidate's order. One launch an arm is enough:
 * decoding is greedy, and `answersVary` says where it was not repeatable.
 */
export function pairAnswers(baseline: Cell, candidate: Cell): readonly AnswerPair[] {
  const before = firstAnswers(baseline.launches.at(-1));
  return [...firstAnswers(candidate.launches.at(-1)).values()].flatMap((now) => {
    const old = before.get(now.questionId);
    if (old === undefined) return [];
    const scoreChange = now.score === null || old.score === null ? null : now.score - old.score;
    return [{ questionId: now.questionId, sameTokens: now.tokenIdsSha256 === old.tokenIdsSha256, scoreChange }];
  });
}

export function answerChangeOf(deviceId: string, passId: string, pairs: readonly AnswerPair[]): AnswerChange {
  const changed = pairs.filter((pair) => !pair.sameTokens);
  return {
    deviceId,
    passId,
    questions: pairs.length,
    changed: changed.length,
    better: changed.filter((pair) => (pair.scoreChange ?? 0) > 0).length,
    worse: changed.filter((pair) => (pair.scoreChange ?? 0) < 0).length,
  };
}

/** Whether one build answered one question differently in different launches: its decoding is not repeatable. */
export function answersVary(cell: Cell): boolean {
  const hashes = new Map<number, string>();
  for (const launch of cell.launches) {
    for (const answer of firstAnswers(launch).values()) {
      if ((hashes.get(answer.questionId) ?? answer.tokenIdsSha256) !== answer.tokenIdsSha256) return true;
      hashes.set(answer.questionId, answer.tokenIdsSha256);
    }
  }
  return false;
}

/** A question that comes up again in one launch counts once. */
function firstAnswers(launch: CountedLaunch | undefined): ReadonlyMap<number, Iteration> {
  const answers = new Map<number, Iteration>();
  for (const iteration of launch?.outcome.iterations ?? []) {
    if (iteration.phase === 'measured' && !answers.has(iteration.questionId)) {
      answers.set(iteration.questionId, iteration);
    }
  }
  return answers;
}
