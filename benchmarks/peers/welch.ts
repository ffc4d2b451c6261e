import { studentUpperTail } from '#harness/stats/student-t.ts';
import { welchInterval } from '#harness/stats/t-interval.ts';
import type { Call } from './rule.ts';

const ALPHA = 0.05;

/** Welch's t-test of all values of one arm against all of the other, two-sided at .05 (Welch 1947), as textbooks have it. */
export function welch(baseline: readonly number[], candidate: readonly number[]): Call {
  const interval = welchInterval(candidate, baseline, 1 - ALPHA);
  if (interval === null) return { isChanged: false, pLike: 1 };
  const { estimate, standardError, degreesOfFreedom } = interval;
  if (standardError === 0) return { isChanged: estimate !== 0, pLike: estimate === 0 ? 1 : 0 };
  const p = 2 * studentUpperTail(Math.abs(estimate) / standardError, degreesOfFreedom);
  return { isChanged: p < ALPHA, pLike: p };
}
