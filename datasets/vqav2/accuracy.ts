/** Scores of single questions summed up as the official result files do. */
import { percentOf } from './evaluator.ts';

/** One question's score with the two types that the challenge breaks accuracy down by. */
export type ScoredQuestion = { readonly questionType: string; readonly answerType: string; readonly score: number };

/** Percent with two decimals; types in the order in which the questions first show them. */
export type VqaAccuracy = {
  readonly overall: number;
  readonly perQuestionType: ReadonlyMap<string, number>;
  readonly perAnswerType: ReadonlyMap<string, number>;
};

/** Each figure is a mean over unrounded scores, rounded once. Without any question the overall figure is NaN. */
export function accuracyOf(questions: readonly ScoredQuestion[]): VqaAccuracy {
  return {
    overall: percentOf(questions.map(({ score }) => score)),
    perQuestionType: percentBy(questions, ({ questionType }) => questionType),
    perAnswerType: percentBy(questions, ({ answerType }) => answerType),
  };
}

function percentBy(
  questions: readonly ScoredQuestion[],
  typeOf: (question: ScoredQuestion) => string,
): ReadonlyMap<string, number> {
  const scores = new Map<string, number[]>();
  for (const question of questions) {
    const type = typeOf(question);
    const known = scores.get(type);
    if (known === undefined) scores.set(type, [question.score]);
    else known.push(question.score);
  }
  return new Map([...scores].map(([type, ofType]) => [type, percentOf(ofType)]));
}
