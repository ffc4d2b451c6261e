import { towardsWorse } from '#harness/domain/metric-catalogue.ts';
import { OUTLIER_EXCESS_P, OUTLIER_SDS } from '#harness/compare/levels.ts';
import type { OutlierCounts } from '#harness/domain/comparison.ts';
import { fisherUpperTail } from '#harness/stats/tests/fisher-exact.ts';
import { median, medianOfSorted } from '#harness/stats/quantile.ts';
import { type ArmValues, armsOnScale, armValuesOf } from './arm-values.ts';
import type { Block } from './blocks.ts';
import type { MarginOnScale } from './scale.ts';

/** The median absolute deviation of normal noise is so many times smaller than its standard deviation. */
const MAD_TO_SD = 1.4826;

export function countOutliers(limit: MarginOnScale, blocks: readonly Block[]): OutlierCounts {
  return countOutliersOnScale(limit, armsOnScale(limit.scale, armValuesOf(blocks)));
}

/** The same of values that are on the analysis scale already. */
export function countOutliersOnScale({ metric, room }: MarginOnScale, arms: ArmValues): OutlierCounts {
  const [baseline, candidate] = [deviations('baseline'), deviations('candidate')];
  const sizes: number[] = [];
  for (const own of [baseline, candidate]) for (const deviation of own) sizes.push(Math.abs(deviation));
  const limit = Math.max(OUTLIER_SDS * MAD_TO_SD * (median(sizes) ?? 0), room);
  const count = (own: readonly number[]): number => own.filter((deviation) => deviation > limit).length;
  return { baseline: count(baseline), candidate: count(candidate), launches: baseline.length };

  function deviations(arm: 'baseline' | 'candidate'): readonly number[] {
    const { values, sorted } = arms[arm];
    // The middle of negatives is the negative of the middle.
    const middle = towardsWorse(metric, medianOfSorted(sorted) ?? 0);
    return values.map((value) => towardsWorse(metric, value) - middle);
  }
}

/** Launches of one build against itself, and how many of them were outliers. */
export type KnownTail = { readonly farOut: number; readonly launches: number };

/**
 * Whether the candidate has so many more outliers than the baseline that its middle does not speak for it.
 * Before the last look a single one more is reason enough to go on measuring; at the last it takes more than chance
 * (Fisher). What calibrations know counts as launches of the baseline, unless the baseline of this run has
 * significantly more outliers: then the phone is not as it was.
 */
export function hasExcess(
  { baseline, candidate, launches }: OutlierCounts,
  known: KnownTail,
  isLastLook: boolean,
): boolean {
  if (candidate <= baseline) return false;
  if (!isLastLook) return true;
  const isAnotherDay = isMore(baseline, launches, known);
  const own = { farOut: baseline, launches };
  const before = { farOut: baseline + known.farOut, launches: launches + known.launches };
  return isMore(candidate, launches, isAnotherDay ? own : before);
}

function isMore(farOut: number, launches: number, than: KnownTail): boolean {
  return fisherUpperTail(farOut, launches - farOut, than.farOut, than.launches - than.farOut) <= OUTLIER_EXCESS_P;
}
