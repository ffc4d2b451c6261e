import { normalQuantile, normalUpperTail } from '#harness/stats/distributions/normal.ts';
import { quantileOfSorted } from '#harness/stats/quantile.ts';
import type { Ranked } from '#harness/stats/ranks/ranked-sums.ts';

/** An estimate between two order statistics that hold the truth with a known confidence, whatever the distribution. */
export type RankInterval = {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** Asked for. Two-sided: 0.9 leaves 5 % below and 5 % above. */
  readonly confidence: number;
  /** Held: the next confidence above that so many values can have, or the most they can, which may be less. */
  readonly attained: number;
};

/** The place of the lower bound from below, and of the upper one from above, counted from 1. */
export type CriticalRank = { readonly rank: number; readonly attained: number };

/** The median of ranked numbers, at least one, between those of the critical rank. */
export function betweenRanks(numbers: Ranked, critical: CriticalRank, confidence: number): RankInterval {
  return {
    estimate: middleOf(numbers),
    low: numbers.at(critical.rank),
    high: numbers.at(numbers.count + 1 - critical.rank),
    confidence,
    attained: critical.attained,
  };
}

function middleOf({ count, at }: Ranked): number {
  const half = count / 2;
  return Number.isInteger(half) ? quantileOfSorted([at(half), at(half + 1)], 0.5) : at(Math.ceil(half));
}

/**
 * Largest rank k with 1 − 2 P(S < k) ≥ `confidence`, and 1 where there is none.
 *
 * @param probabilities of each value of the symmetric statistic S that says how many of the ordered numbers lie below
 * the truth
 */
export function exactCriticalRank(probabilities: Float64Array, confidence: number): CriticalRank {
  let rank = 1;
  let below = probabilities[0] ?? 0;
  for (;;) {
    const withNext = below + (probabilities[rank] ?? 1);
    if (1 - 2 * withNext < confidence) return { rank, attained: 1 - 2 * below };
    below = withNext;
    rank += 1;
  }
}

/** The same for an S that is normal but for its steps of one. */
export function normalCriticalRank(mean: number, standardDeviation: number, confidence: number): CriticalRank {
  const reach = normalQuantile((1 + confidence) / 2) * standardDeviation;
  const rank = Math.max(1, Math.floor(mean + 0.5 - reach));
  return { rank, attained: 1 - 2 * normalUpperTail((mean + 0.5 - rank) / standardDeviation) };
}
