import type { Question } from '#harness/domain/dataset.ts';
import type { Pass } from '#harness/domain/suite.ts';

/**
 * The questions of a launch. Blocks walk through the dataset so that a run sees more of it than one launch can hold;
 * both arms of a block get the same questions, and so does the same block of another run.
 */
export function questionsOf(pass: Pass, block: number, questions: readonly Question[]): readonly Question[] {
  const count = Math.min(pass.protocol.iterationsPerLaunch, questions.length);
  const first = (block * count) % Math.max(questions.length, 1);
  return Array.from({ length: count }, (_, index) => questions[(first + index) % questions.length]).filter(
    (question) => question !== undefined,
  );
}
