import { brunnerMunzelTail } from '#harness/stats/ranks/brunner-munzel.ts';
import { type ShiftInterval, shiftOfSorted, uUpperTail } from '#harness/stats/ranks/hodges-lehmann.ts';
import { placementsAbove, placementsFrom } from '#harness/stats/ranks/placements.ts';
import type { SortedValues } from '#harness/stats/sorted-values.ts';

/**
 * How far `candidate` lies above `baseline`, two independent samples that may spread differently and may hold equal
 * values: the median of all differences with every shift that Mann and Whitney's test or Brunner and Munzel's does not
 * reject. The first is exact for samples of one shape and errs too often where one spreads more; the second allows for
 * that and errs too often in small samples. Equal values make neither hold less often, as differences that equal a shift
 * count for it. Null when either sample has fewer than two values.
 */
export function shiftInterval(
  candidate: SortedValues,
  baseline: SortedValues,
  confidence: number,
): ShiftInterval | null {
  if (candidate.length < 2 || baseline.length < 2) return null;
  const byRanks = shiftOfSorted(candidate, baseline, confidence);
  if (byRanks === null) return null;
  const level = (1 - confidence) / 2;
  return {
    ...byRanks,
    low: lowered(candidate, baseline, byRanks.low, level),
    high: -lowered(baseline, candidate, -byRanks.high, level),
  };
}

/**
 * One-sided p of "`candidate` lies above `baseline` by at most `shift`": the larger one of both tests, as the interval holds
 * what either does not reject. Null when either sample has fewer than two values.
 */
export function shiftP(candidate: SortedValues, baseline: SortedValues, shift: number): number | null {
  const placements = placementsAbove(candidate, baseline, shift);
  const [byRanks, unequal] = [uUpperTail(placements), brunnerMunzelTail(placements)];
  return byRanks === null || unequal === null ? null : Math.max(byRanks, unequal);
}

/** The lower bound moved down from one difference to the next as long as shifts below it are not rejected. */
function lowered(candidate: SortedValues, baseline: SortedValues, from: number, level: number): number {
  let bound = from;
  // Below the smallest difference every value lies above all others, which is always rejected.
  while ((brunnerMunzelTail(placementsFrom(candidate, baseline, bound)) ?? 0) > level) {
    bound = largestBelow(candidate, baseline, bound);
  }
  return bound;
}

/** In one walk, as the differences of a value fall from one of the baseline to the next, and begin higher for a larger value. */
function largestBelow(candidate: SortedValues, baseline: SortedValues, bound: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  let other = 0;
  for (const value of candidate) {
    while (other < baseline.length && value - (baseline[other] ?? Number.NaN) >= bound) other += 1;
    if (other < baseline.length) largest = Math.max(largest, value - (baseline[other] ?? Number.NaN));
  }
  return largest;
}
