/**
 * Standard normal numbers of which neighbours have the given correlation: a stationary autoregressive series of order
 * one.
 *
 * @param normal independent standard normal numbers
 * @param lag1 between −1 and 1
 */
export function autoregressive(normal: () => number, lag1: number): () => number {
  let last: number | null = null;
  return () => {
    last = last === null ? normal() : lag1 * last + Math.sqrt(1 - lag1 * lag1) * normal();
    return last;
  };
}
