import type { Arm } from '#harness/domain/plan.ts';
import { lagOneAutocorrelation } from '#harness/stats/autocorrelation.ts';
import { welchInterval } from '#harness/stats/intervals/t-interval.ts';
import type { Sample } from '#harness/compare/launches/launch-group.ts';
import { analysisValue, type Scale } from './scale.ts';

/** Both arms of a block, and which went first. */
export type Block = {
  readonly block: number;
  readonly baseline: number;
  readonly candidate: number;
  readonly first: Arm;
};

/** Fewer blocks say too little of how neighbours resemble each other. */
const MIN_FOR_CORRELATION = 8;
/**
 * In standard errors. Lower, independent blocks pay for it more often; higher, the blocks of a restless phone err more.
 */
const NOTICEABLE = 1.5;
/** Beyond it, hardly a block says anything that its neighbour has not said. */
const MOST_LAG1 = 0.9;
/** Rare enough that of the forty comparisons of a run none is accused by chance in 96 of 100. */
const ORDER_CONFIDENCE = 0.999;

/** Values that met in one block, in the order of the blocks. A block in which an arm is missing is left out. */
export function blocksOf(baseline: readonly Sample[], candidate: readonly Sample[]): readonly Block[] {
  const partners = new Map(baseline.map((sample) => [sample.block, sample]));
  const blocks = candidate.flatMap((sample): readonly Block[] => {
    const partner = partners.get(sample.block);
    if (partner === undefined) return [];
    const first = partner.index < sample.index ? 'baseline' : 'candidate';
    return [{ block: sample.block, baseline: partner.value, candidate: sample.value, first }];
  });
  return blocks.sort((a, b) => a.block - b.block);
}

/**
 * The blocks without the last ones of the order that stands more than one time more than the other: whatever the second
 * launch of a block suffers from the first cancels only if both arms go second equally often. Asked of the blocks of each
 * look by themselves: blocks that come later must not change which ones an earlier look has seen.
 */
export function balanced(blocks: readonly Block[]): readonly Block[] {
  const surplus = 2 * blocks.filter(({ first }) => first === 'baseline').length - blocks.length;
  if (Math.abs(surplus) <= 1) return blocks;
  const most: Arm = surplus > 0 ? 'baseline' : 'candidate';
  const last = blocks.findLastIndex(({ first }) => first === most);
  return balanced(blocks.toSpliced(last, 1));
}

/** The difference of each block on the analysis scale, candidate less baseline. */
export function differencesOf(scale: Scale, blocks: readonly Block[]): readonly number[] {
  return blocks.map(({ baseline, candidate }) => analysisValue(scale, candidate) - analysisValue(scale, baseline));
}

/**
 * How much neighbouring blocks resemble each other: the lag-1 autocorrelation of their differences, corrected for its
 * bias of −1/n, where it is more than 1.5 standard errors of 1/√n above none; else 0. Blocks that oppose their
 * neighbours make an interval wide enough as it is.
 */
export function noticedLag1(differences: readonly number[]): number {
  const n = differences.length;
  const correlation = n < MIN_FOR_CORRELATION ? null : lagOneAutocorrelation(differences);
  if (correlation === null || noticeable(correlation, n) === 0) return 0;
  return Math.min(MOST_LAG1, correlation + 1 / n);
}

/** A correlation of so many neighbours where chance seldom has one as large, and not more than can be allowed for; else 0. */
export function noticeable(correlation: number, n: number): number {
  return correlation > NOTICEABLE / Math.sqrt(n) ? Math.min(MOST_LAG1, correlation) : 0;
}

/**
 * How much the second launch of a block differs from the first, whichever arm it is, on the analysis scale: half the
 * difference between the blocks of either order. Null when chance may have done it.
 */
export function orderEffect(scale: Scale, blocks: readonly Block[]): number | null {
  const inOrder = (arm: Arm): readonly number[] =>
    differencesOf(
      scale,
      blocks.filter(({ first }) => first === arm),
    );
  const interval = welchInterval(inOrder('baseline'), inOrder('candidate'), ORDER_CONFIDENCE);
  if (interval === null || interval.standardError === 0) return null;
  return interval.low > 0 || interval.high < 0 ? interval.estimate / 2 : null;
}
