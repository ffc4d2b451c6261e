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
 * Pairs the answers question by question, over all counted launches: launches walk through the dataset, so that no single
 * one has seen every question. A question that was asked again counts once, as decoding is greedy; `answersVary` says
 * where it was not repeatable.
 */
export function pairAnswers(baseline: Cell, candidate: Cell): readonly AnswerPair[] {
  const before = answersOf(baseline.launches);
  return [...answersOf(candidate.launches).values()].flatMap((now) => {
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

/** Whether one build gave one question different answers: its decoding is not repeatable. */
export function answersVary(cell: Cell): boolean {
  const first = answersOf(cell.launches);
  return cell.launches.some((launch) =>
    launch.outcome.iterations.some(
      ({ phase, questionId, tokenIdsSha256 }) =>
        phase === 'measured' && first.get(questionId)?.tokenIdsSha256 !== tokenIdsSha256,
    ),
  );
}

/** The first answer to each question. */
function answersOf(launches: readonly CountedLaunch[]): ReadonlyMap<number, Iteration> {
  const answers = new Map<number, Iteration>();
  for (const iteration of launches.flatMap((launch) => launch.outcome.iterations)) {
    if (iteration.phase === 'measured' && !answers.has(iteration.questionId)) {
      answers.set(iteration.questionId, iteration);
    }
  }
  return answers;
}
