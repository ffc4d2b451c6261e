import { needScores } from '#harness/domain/metric-catalogue.ts';
import type { Pass } from '#harness/domain/suite.ts';
import { createRandom } from '#harness/stats/random.ts';

/** A question of a simulated dataset; every build gives it the same answer. */
export type SimulatedQuestion = {
  readonly id: number;
  /** Null where nothing is scored. */
  readonly score: 0 | 1 | null;
};

const RIGHT_SHARE = 0.7;
/** VQAv2 has two to six questions an image and numbers those of image i from 1000 · i on. */
const QUESTIONS_PER_IMAGE = 3;

/** The questions of a pass, as many as a launch asks. They are scored where the pass measures accuracy or agreement. */
export function simulatedQuestions(pass: Pass, seed: number): readonly SimulatedQuestion[] {
  const random = createRandom(seed, `answers/${pass.id}`);
  const isScored = needScores(pass.metrics);
  return Array.from({ length: pass.protocol.iterationsPerLaunch }, (_, index) => {
    const isRight = random.next() < RIGHT_SHARE;
    const image = 1 + Math.floor(index / QUESTIONS_PER_IMAGE);
    return { id: 1000 * image + (index % QUESTIONS_PER_IMAGE), score: isScored ? (isRight ? 1 : 0) : null };
  });
}
