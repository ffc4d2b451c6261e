import { incompleteBetaInverse } from '#harness/stats/distributions/incomplete-beta.ts';

/**
 * Exact interval of a probability that showed in `hits` of `trials` (Clopper & Pearson 1934): it holds the truth at
 * least as often as `confidence` says, whatever the truth is. From 0 to 1 where nothing was tried.
 *
 * @param confidence two-sided: 0.9 leaves 5 % below and 5 % above
 */
export function clopperPearson(
  hits: number,
  trials: number,
  confidence: number,
): { readonly low: number; readonly high: number } {
  const tail = (1 - confidence) / 2;
  return { low: lowest(hits, trials, tail), high: 1 - lowest(trials - hits, trials, tail) };
}

/** The probability with which that many hits or more would come up in a share of `tail`; 0 of none. */
function lowest(hits: number, trials: number, tail: number): number {
  return hits === 0 ? 0 : incompleteBetaInverse(tail, hits, trials - hits + 1);
}
