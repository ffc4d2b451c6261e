/** The evaluators by name: the name travels with every run, and runs of different evaluators are not compared. */
import { agreesWithMost, EVALUATOR_IDS as VQA_IDS, scoreAnswer } from '#datasets/vqav2/evaluator.ts';
import type { AnswerScore } from '#harness/domain/dataset.ts';
import { processDigitArticle, processPunctuation, trimAnswer } from '#datasets/vqav2/normalise.ts';

/** `match-1` is for questions with one reference answer; the others are for ten. */
export const EVALUATOR_IDS = [...VQA_IDS, 'match-1'] as const;
export type EvaluatorId = (typeof EVALUATOR_IDS)[number];

/** Null where there is nothing to score against. */
export function scoreBy(evaluator: EvaluatorId, answer: string, references: readonly string[]): AnswerScore | null {
  const [only] = references;
  if (only === undefined) return null;
  if (evaluator !== 'match-1') {
    const agrees = agreesWithMost(evaluator, answer, references);
    return { score: scoreAnswer(evaluator, answer, references), agrees };
  }
  const score = scoreMatch(answer, only);
  return { score, agrees: score === 1 };
}

/**
 * 1 where the answer is the reference after both went through every text step of VQA, else 0. With one reference there
 * is no disagreement among people to grade by, and unlike `vqa-2016`, which takes ten equal references as they are,
 * both sides are normalised: a reference written "Two dogs." is met by "two dogs".
 */
function scoreMatch(answer: string, reference: string): number {
  return normalise(answer) === normalise(reference) ? 1 : 0;
}

function normalise(text: string): string {
  return processDigitArticle(processPunctuation(trimAnswer(text)));
}
