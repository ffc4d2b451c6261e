import { mannWhitney } from '#harness/stats/ranks/mann-whitney.ts';
import type { Call } from './rule.ts';

/** `DefaultThresholds.CompareAlpha`. */
const ALPHA = 0.05;

/**
 * Go's benchstat: Mann and Whitney's test, two-sided; a delta is shown unless p is above .05, and no delta where the
 * test fails, as it does when all values are equal.
 *
 * `assumeNothing.Compare` in golang/perf@712aea8, benchmath/anone.go; `FormatDelta` in benchmath/sample.go.
 * `mannWhitney` turns from the exact distribution to the normal one where aclements/go-moremath@c8bbc67, stats/utest.go
 * does.
 */
export function benchstat(baseline: readonly number[], candidate: readonly number[]): Call {
  const score = mannWhitney(baseline, candidate)?.p.twoSided ?? 1;
  return { isChanged: score <= ALPHA, score };
}
