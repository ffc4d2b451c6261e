import type { Random } from '#harness/ports/time.ts';
import { normalQuantile } from './normal.ts';

/** A source of standard normal numbers: each is the quantile at one number of `random` (inversion), within ±6.34. */
export function standardNormal(random: Random): () => number {
  // Half of a uniform number's step keeps the quantile finite at both ends.
  return () => normalQuantile(random.next() + 2 ** -33);
}
