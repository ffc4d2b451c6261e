import { pairedInterval, twoSidedP } from '#harness/stats/intervals/t-interval.ts';
import type { Call } from './rule.ts';

const ALPHA = 0.05;

/**
 * Student's t-test of the log ratios of pairs, two-sided at .05 (Student 1908), as textbooks have it for measurements
 * that were taken side by side. The same place in both arms is a pair.
 */
export function pairedT(baseline: readonly number[], candidate: readonly number[]): Call {
  const ratios = baseline.flatMap((value, pair) => {
    const partner = candidate[pair];
    return partner === undefined ? [] : [Math.log(partner / value)];
  });
  const interval = pairedInterval(ratios, 1 - ALPHA);
  const p = interval === null ? 1 : twoSidedP(interval);
  return { isChanged: p < ALPHA, score: p };
}
