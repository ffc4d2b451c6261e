import { twoSidedP, welchInterval } from '#harness/stats/intervals/t-interval.ts';
import type { Call } from './rule.ts';

const ALPHA = 0.05;

/**
 * Welch's t-test of all values of one arm against all of the other, two-sided at .05 (Welch 1947), as textbooks have
 * it.
 */
export function welch(baseline: readonly number[], candidate: readonly number[]): Call {
  const interval = welchInterval(candidate, baseline, 1 - ALPHA);
  const p = interval === null ? 1 : twoSidedP(interval);
  return { isChanged: p < ALPHA, score: p };
}
