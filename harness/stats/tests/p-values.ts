import { normalUpperTail } from '#harness/stats/distributions/normal.ts';

/** The p of one test against each alternative. */
export type PValues = {
  /** Against "smaller": the probability, if nothing differs, of a statistic as low as this. */
  readonly less: number;
  readonly greater: number;
  /** Against "different": twice the smaller of the two, at most 1. */
  readonly twoSided: number;
};

/** Of a test with nothing to go by: no values, or none that differ. */
export const NO_EVIDENCE: PValues = { less: 1, greater: 1, twoSided: 1 };

/** Puts the two tails of a statistic together. */
export function pValues(less: number, greater: number): PValues {
  return { less, greater, twoSided: Math.min(1, 2 * Math.min(less, greater)) };
}

/** From the whole distribution of a statistic of whole numbers: the probability of each number at its index. */
export function exactPValues(probabilities: Float64Array, observed: number): PValues {
  // Each tail is summed by itself, so that a small one keeps its digits.
  const less = probabilities.subarray(0, observed + 1).reduce(sum, 0);
  const greater = probabilities.subarray(observed).reduce(sum, 0);
  return pValues(Math.min(1, less), Math.min(1, greater));
}

/**
 * From the normal distribution that a statistic approaches, corrected for continuity.
 *
 * @param excess the statistic less its expectation
 * @param halfStep half the distance of neighbouring values of the statistic
 */
export function normalPValues(excess: number, standardDeviation: number, halfStep: number): PValues {
  if (standardDeviation === 0) return NO_EVIDENCE;
  return pValues(
    normalUpperTail(-(excess + halfStep) / standardDeviation),
    normalUpperTail((excess - halfStep) / standardDeviation),
  );
}

function sum(total: number, probability: number): number {
  return total + probability;
}
