import type { OutlierCounts } from '#harness/domain/comparison.ts';
import type { Margin } from '#harness/domain/suite.ts';
import type { TInterval } from '#harness/stats/intervals/t-interval.ts';
import { medianOfSorted } from '#harness/stats/quantile.ts';
import { armsOnScale, armValuesOf } from './arm-values.ts';
import { type BlockEstimate, estimateArms } from './block-estimate.ts';
import { balanced, type Block } from './blocks.ts';
import { countOutliersOnScale } from './outliers.ts';
import { type Known, NOTHING_KNOWN } from './known-noise.ts';
import type { TakenLooks } from './looks.ts';
import { marginOn, type MarginOnScale, scaleOf } from './scale.ts';
import { readInSteps, stepOn } from './steps.ts';

/** What one look sees of one metric on one phone. */
export type SeenBlocks = {
  readonly n: number;
  readonly limit: MarginOnScale;
  /** Null where there are too few blocks. */
  readonly estimate: BlockEstimate | null;
  /** Its interval without the error of reading a counter; null like it. */
  readonly sampled: TInterval | null;
  /** In which steps the values come, on the analysis scale; 0 where they come in none. */
  readonly step: number;
  readonly farOut: OutlierCounts;
  readonly known: Known;
};

/** The blocks of one metric on one phone, and what calibrations know of its launches. */
export type PhoneBlocks = {
  readonly margin: Margin;
  readonly blocks: readonly Block[];
  readonly known?: Known;
};

/** What each look sees of a phone's blocks: those below its number alone. */
export function seenAtLooks(phone: PhoneBlocks, looks: TakenLooks): readonly SeenBlocks[] {
  return looks.blocks.map((_, look) => seenAtLook(phone, looks, look, false));
}

/**
 * @param look from 0
 * @param isInUnit whether values are compared in their unit, also where they all have a ratio
 */
export function seenAtLook(
  { margin, blocks, known = NOTHING_KNOWN }: PhoneBlocks,
  looks: TakenLooks,
  look: number,
  isInUnit: boolean,
): SeenBlocks {
  const seen = balanced(blocks.filter(({ block }) => block < (looks.blocks[look] ?? 0)));
  const arms = armValuesOf(seen);
  const { baseline, candidate } = arms;
  const scale = isInUnit ? 'absolute' : scaleOf(margin, [...baseline.values, ...candidate.values]);
  const limit = marginOn(scale, margin, medianOfSorted(baseline.sorted) ?? 0);
  const step = stepOn(scale, margin.metric, arms);
  const onScale = armsOnScale(scale, arms);
  const estimate = estimateArms(arms, onScale, 1 - 2 * (looks.levels[look] ?? 0), known.lag1);
  return {
    n: seen.length,
    limit,
    estimate: inSteps(estimate, step),
    sampled: estimate?.interval ?? null,
    step,
    farOut: countOutliersOnScale(limit, onScale),
    known,
  };
}

/** Readings of a counter have no exact p below its step. */
function inSteps(estimate: BlockEstimate | null, step: number): BlockEstimate | null {
  if (estimate === null) return null;
  const interval = readInSteps(estimate.interval, step);
  return interval === estimate.interval ? estimate : { ...estimate, interval, exactP: null };
}
