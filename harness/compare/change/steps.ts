import { COARSE_SHARE_OF_MARGIN } from '#harness/compare/levels.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import { medianOfSorted } from '#harness/stats/quantile.ts';
import { mergeSorted, type SortedValues } from '#harness/stats/sorted-values.ts';
import type { TInterval } from '#harness/stats/intervals/t-interval.ts';
import { tInterval } from '#harness/stats/intervals/t-interval.ts';
import type { ArmValues } from './arm-values.ts';
import type { Scale } from './scale.ts';

/** Of the larger of two values: what lies closer together differs by rounding. */
const ROUNDING = 1e-9;

/**
 * The step in which values of a metric come, in its unit. It is that of the counter where it is known. Else it is the
 * smallest distance between different values as soon as some are equal, which measured values without steps hardly ever
 * are. Where all are equal it may be as large as the value: a counter that stood at the same number may have counted to
 * one. 0 where all values differ.
 */
export function stepOf(metric: MetricId, rising: SortedValues): number {
  const known = METRICS[metric].step;
  if (known !== null) return known;
  const rounding = ROUNDING * Math.max(Math.abs(rising[0] ?? 0), Math.abs(rising.at(-1) ?? 0));
  let [smallest, areSomeEqual] = [Number.POSITIVE_INFINITY, false];
  for (let index = 1; index < rising.length; index += 1) {
    const gap = (rising[index] ?? 0) - (rising[index - 1] ?? 0);
    if (gap > rounding) smallest = Math.min(smallest, gap);
    else areSomeEqual = true;
  }
  if (!areSomeEqual) return 0;
  return smallest === Number.POSITIVE_INFINITY ? Math.abs(rising[0] ?? 0) : smallest;
}

/** The same on the analysis scale, at the level of the arm whose values are the smaller ones. */
export function stepOn(scale: Scale, metric: MetricId, { baseline, candidate }: ArmValues): number {
  const step = stepOf(metric, mergeSorted(baseline.sorted, candidate.sorted));
  if (scale === 'absolute' || step === 0) return step;
  const level = Math.min(medianOfSorted(baseline.sorted) ?? 0, medianOfSorted(candidate.sorted) ?? 0);
  return Math.log1p(step / level);
}

/**
 * The interval with no less error than two readings of a counter have: the true value of either lies anywhere within a step,
 * so that its variance is step² / 12. Launches that all fall into one step do not take this error off.
 */
export function readInSteps(interval: TInterval, step: number): TInterval {
  const error = readingError(step);
  if (interval.standardError >= error) return interval;
  return tInterval(interval.estimate, error, interval.degreesOfFreedom, interval.confidence);
}

/** The standard error that a difference of two readings keeps, however many launches read it. */
export function readingError(step: number): number {
  return step * Math.sqrt(2 / 12);
}

/** How far a change may lie from what such a counter shows, where that is too much of the room that a margin leaves; else 0. */
export function hiddenInStep(step: number, room: number): number {
  return step > COARSE_SHARE_OF_MARGIN * room ? step : 0;
}
