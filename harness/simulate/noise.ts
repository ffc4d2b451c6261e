import type { Random } from '#harness/ports.ts';
import { normalQuantile } from '#harness/stats/normal.ts';

/** A source of standard normal numbers. */
export type Normal = () => number;

export function standardNormal(random: Random): Normal {
  // Half of a uniform number's step keeps the quantile finite at both ends.
  return () => normalQuantile(random.next() + 2 ** -33);
}

/**
 * Standard normal numbers of which neighbours have the given correlation: a stationary autoregressive series of order one.
 *
 * @param lag1 between −1 and 1
 */
export function autoregressive(normal: Normal, lag1: number): Normal {
  let last: number | null = null;
  return () => {
    last = last === null ? normal() : lag1 * last + Math.sqrt(1 - lag1 * lag1) * normal();
    return last;
  };
}
