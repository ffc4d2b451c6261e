import {
  CONFIDENCE,
  MIN_FOR_RANKS,
  MIN_FOR_TRIMMING,
  TRIMMED_SHARE,
  PAIRED_FROM_CORRELATION,
} from '#harness/compare/levels.ts';
import type { Interval, Method } from '#harness/domain/comparison.ts';
import { hodgesLehmann } from '#harness/stats/ranks/hodges-lehmann.ts';
import { rankCorrelation } from '#harness/stats/ranks/rank-correlation.ts';
import { shiftInterval, shiftP } from '#harness/stats/intervals/shift-interval.ts';
import { studentQuantile } from '#harness/stats/distributions/student-t.ts';
import { pairedInterval, type TInterval, tInterval } from '#harness/stats/intervals/t-interval.ts';
import { trimmedInterval } from '#harness/stats/intervals/trimmed-mean.ts';
import { type ArmValues, armsOnScale, armValuesOf } from './arm-values.ts';
import { type Block, noticedLag1 } from './blocks.ts';
import type { ExactP } from './judgement.ts';
import type { Scale } from './scale.ts';

/** What the blocks of both arms say of the change, on the analysis scale. */
export type BlockEstimate = {
  readonly method: Method;
  readonly interval: TInterval;
  /** The check by ranks; null where the interval itself is one of ranks. */
  readonly robust: Interval | null;
  /**
   * One-sided exact p for a difference, candidate less baseline, beyond so much on a side; null where the interval's t
   * says it.
   */
  readonly exactP: ExactP | null;
  readonly lag1: number;
};

/**
 * The change by whichever way knows more. Where the launches of a block do not go together, pairing them would only
 * count each wild launch twice: both arms are compared as two samples, by ranks (Hodges–Lehmann, Mann–Whitney, and
 * Brunner–Munzel where one arm spreads more). Where
 * they do, each block is one difference, and the mean of the differences is taken without the fifth at either end, as
 * phones have wild launches. Few blocks are left to Student's t. Where neighbouring blocks resemble each other by r, n
 * of them say as much as n · (1 − r) / (1 + r) independent ones (first-order autoregression). Null of fewer than two
 * blocks.
 *
 * @param knownLag1 how much blocks of the phone are known to resemble each other; the larger of it and of what is noticed counts
 */
export function estimateBlocks(
  scale: Scale,
  blocks: readonly Block[],
  confidence: number,
  knownLag1 = 0,
): BlockEstimate | null {
  const arms = armValuesOf(blocks);
  return estimateArms(arms, armsOnScale(scale, arms), confidence, knownLag1);
}

/**
 * The same of values that are sorted already.
 *
 * @param measured as they were measured
 * @param onScale the same as analysis values
 */
export function estimateArms(
  measured: ArmValues,
  onScale: ArmValues,
  confidence: number,
  knownLag1 = 0,
): BlockEstimate | null {
  const { baseline, candidate } = onScale;
  const differences = candidate.values.map((value, index) => value - (baseline.values[index] ?? Number.NaN));
  if (!differences.every(Number.isFinite)) return null;
  const r = Math.max(knownLag1, noticedLag1(differences));
  const ranks = areBlocksCorrelated(measured) ? null : byRanks(onScale, confidence);
  if (ranks !== null)
    return r === 0 ? ranks : { ...ranks, interval: widened(ranks.interval, r), exactP: null, lag1: r };
  const isTrimmed = differences.length >= MIN_FOR_TRIMMING;
  const plain = isTrimmed
    ? trimmedInterval(differences, TRIMMED_SHARE, confidence)
    : pairedInterval(differences, confidence);
  if (plain === null) return null;
  return {
    method: isTrimmed ? 'paired-trimmed-t' : 'paired-t',
    interval: r === 0 ? plain : widened(plain, r),
    // The check is against a few wild blocks, not a second spending of the chance to err: it has one level at every
    // look.
    robust: hodgesLehmann(differences, CONFIDENCE),
    exactP: null,
    lag1: r,
  };
}

function areBlocksCorrelated({ baseline, candidate }: ArmValues): boolean {
  if (baseline.values.length < MIN_FOR_RANKS) return true;
  const correlation = rankCorrelation(baseline, candidate);
  return correlation !== null && correlation > PAIRED_FROM_CORRELATION;
}

/** Null where so few launches cannot hold the confidence. */
function byRanks(onScale: ArmValues, confidence: number): BlockEstimate | null {
  const [candidate, baseline] = [onScale.candidate.sorted, onScale.baseline.sorted];
  const shift = shiftInterval(candidate, baseline, confidence);
  if (shift === null || shift.attained < confidence) return null;
  const degreesOfFreedom = 2 * candidate.length - 2;
  // What a t interval of this width would rest on: for power, and for means over several phones.
  const standardError = (shift.high - shift.low) / 2 / studentQuantile((1 + confidence) / 2, degreesOfFreedom);
  const { estimate, low, high } = shift;
  return {
    method: 'two-sample-ranks',
    interval: { estimate, low, high, confidence, standardError, degreesOfFreedom },
    robust: null,
    exactP: (limit, side) =>
      (side === 'above' ? shiftP(candidate, baseline, limit) : shiftP(baseline, candidate, limit)) ?? 1,
    lag1: 0,
  };
}

function widened({ estimate, standardError, degreesOfFreedom, confidence }: TInterval, r: number): TInterval {
  const freedom = Math.max(1, (degreesOfFreedom * (1 - r)) / (1 + r));
  return tInterval(estimate, standardError * Math.sqrt((1 + r) / (1 - r)), freedom, confidence);
}
