import { MIN_LAUNCHES } from '#harness/compare/levels.ts';
import { normalQuantile } from '#harness/stats/distributions/normal.ts';
import { studentCdf, studentQuantile } from '#harness/stats/distributions/student-t.ts';

/**
 * A question to blocks whose differences vary by `sd`; lengths are on the scale that sd is on, logarithms for ratios.
 */
export type BlockQuestion = {
  /** On one phone. */
  readonly sd: number;
  /** How many phones of a model decide together, by their mean. */
  readonly phones: number;
  /**
   * From the true change to the margin: the margin itself to show that an unchanged build is within it, the change less
   * the margin to find a change beyond it. Nothing on the margin, or short of it, is ever found: that takes a room
   * above zero.
   */
  readonly room: number;
  /** One-sided chance of erring that so many blocks have; more blocks have no more of it. */
  readonly alpha: (blocks: number) => number;
  /** Chance of the answer that is true, 0 to 1. */
  readonly power: number;
};

/**
 * Blocks that answer a question when they are looked at once: n = (t₁₋α + t₁₋β)² σ² / (U room²) on each of U
 * phones, both quantiles of U (n − 1) degrees of freedom, so that n is sought from an answer of the normal quantiles upwards
 * (NIST/SEMATECH e-Handbook of Statistical Methods, 7.2.2.2). Infinite where there is no room.
 */
export function neededBlocks({ sd, phones, room, alpha, power }: BlockQuestion): number {
  if (!(room > 0)) return Number.POSITIVE_INFINITY;
  const unit = (sd / room) ** 2 / phones;
  const atLeast = (level: number): number =>
    Math.max(MIN_LAUNCHES, Math.ceil((normalQuantile(1 - level) + normalQuantile(power)) ** 2 * unit));
  // No answer is smaller than this, and none has more chance of erring than it.
  let blocks = atLeast(alpha(atLeast(alpha(MIN_LAUNCHES))));
  while (blocks < quantiles(phones * (blocks - 1), alpha(blocks), power) ** 2 * unit) blocks += 1;
  return blocks;
}

/** The smallest room that so many blocks, at least two, answer a question in: the same formula, solved for the room. */
export function answeredRoom({ sd, phones, alpha, power }: Omit<BlockQuestion, 'room'>, blocks: number): number {
  return (quantiles(phones * (blocks - 1), alpha(blocks), power) * sd) / Math.sqrt(phones * blocks);
}

/** The chance that so many blocks, at least two, give the answer that is true; of the central t, so a little low. */
export function powerOfBlocks({ sd, phones, room, alpha }: Omit<BlockQuestion, 'power'>, blocks: number): number {
  if (sd === 0) return room > 0 ? 1 : 0;
  const degrees = phones * (blocks - 1);
  return studentCdf((room * Math.sqrt(phones * blocks)) / sd - studentQuantile(1 - alpha(blocks), degrees), degrees);
}

function quantiles(degreesOfFreedom: number, alpha: number, power: number): number {
  return studentQuantile(1 - alpha, degreesOfFreedom) + studentQuantile(power, degreesOfFreedom);
}
