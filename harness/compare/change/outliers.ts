import { towardsWorse } from '#harness/domain/metric-catalogue.ts';
import { OUTLIER_EXCESS_P, OUTLIER_SDS } from '#harness/compare/levels.ts';
import type { OutlierCounts } from '#harness/domain/comparison.ts';
import { fisherUpperTail } from '#harness/stats/tests/fisher-exact.ts';
import { median } from '#harness/stats/quantile.ts';
import type { Block } from './blocks.ts';
import { analysisValue, type MarginOnScale } from './scale.ts';

/** The median absolute deviation of normal noise is so many times smaller than its standard deviation. */
const MAD_TO_SD = 1.4826;
export function countOutliers({ metric, scale, room }: MarginOnScale, blocks: readonly Block[]): OutlierCounts {
  const [baseline, candidate] = [deviations('baseline'), deviations('candidate')];
  const sizes: number[] = [];
  for (const own of [baseline, candidate]) for (const deviation of own) sizes.push(Math.abs(deviation));
  const limit = Math.max(OUTLIER_SDS * MAD_TO_SD * (median(sizes) ?? 0), room);
  const count = (own: readonly number[]): number => own.filter((deviation) => deviation > limit).length;
  return { baseline: count(baseline), candidate: count(candidate), launches: blocks.length };

  function deviations(arm: 'baseline' | 'candidate'): readonly number[] {
    const values = blocks.map((block) => towardsWorse(metric, analysisValue(scale, block[arm])));
    const middle = median(values) ?? 0;
    return values.map((value) => value - middle);
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
