import { brunnerMunzelTailBelow, brunnerMunzelUpperTail } from '#harness/stats/ranks/brunner-munzel.ts';
import { hodgesLehmannShift, type ShiftInterval, shiftUpperTail } from '#harness/stats/ranks/hodges-lehmann.ts';

/**
 * How far `candidate` lies above `baseline`, two independent samples that may spread differently and may hold equal
 * values: the median of all differences with every shift that Mann and Whitney's test or Brunner and Munzel's does not
 * reject. The first is exact for samples of one shape and errs too often where one spreads more; the second allows for
 * that and errs too often in small samples. Equal values make neither hold less often, as differences that equal a shift
 * count for it. Null when either sample has fewer than two values.
 */
export function shiftInterval(
  candidate: readonly number[],
  baseline: readonly number[],
  confidence: number,
): ShiftInterval | null {
  if (candidate.length < 2 || baseline.length < 2) return null;
  const byRanks = hodgesLehmannShift(candidate, baseline, confidence);
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
export function shiftP(candidate: readonly number[], baseline: readonly number[], shift: number): number | null {
  const [byRanks, unequal] = [
    shiftUpperTail(candidate, baseline, shift),
    brunnerMunzelUpperTail(candidate, baseline, shift),
  ];
  return byRanks === null || unequal === null ? null : Math.max(byRanks, unequal);
}

/** The lower bound moved down from one difference to the next as long as shifts below it are not rejected. */
function lowered(candidate: readonly number[], baseline: readonly number[], from: number, level: number): number {
  let bound = from;
  // Below the smallest difference every value lies above all others, which is always rejected.
  while ((brunnerMunzelTailBelow(candidate, baseline, bound) ?? 0) > level) {
    bound = largestBelow(candidate, baseline, bound);
  }
  return bound;
}

function largestBelow(candidate: readonly number[], baseline: readonly number[], bound: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (const value of candidate) {
    for (const subtracted of baseline) {
      const difference = value - subtracted;
      if (difference < bound && difference > largest) largest = difference;
    }
  }
  return largest;
}
