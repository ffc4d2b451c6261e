import type { Comparison } from '#harness/domain/comparison.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { Margin } from '#harness/domain/suite.ts';

export type Scale = Comparison['scale'];

/**
 * Changes are ratios, unless the metric has no meaningful ratio, its margin is only given in its unit, or one of the values
 * that are compared is zero or less. Then all of them are compared in their unit: to leave the one value out, or its block,
 * would choose launches by their result.
 */
export function scaleOf(margin: Margin, values: readonly number[] = []): Scale {
  if (margin.percent === null || METRICS[margin.metric].scale === 'linear') return 'absolute';
  return values.every((value) => value > 0) ? 'relative' : 'absolute';
}

/** The change of one metric that still counts as none, on the scale on which the metric is compared. */
export type MarginOnScale = {
  readonly metric: MetricId;
  readonly scale: Scale;
  /** As it is read: a fraction where changes are ratios, else in the metric's unit. Positive. */
  readonly margin: number;
  /** The same towards worse, on the analysis scale. Positive. */
  readonly room: number;
};

/**
 * Of a margin's percentage and its absolute size the larger holds.
 *
 * @param baselineLevel the baseline's typical value, in the metric's unit
 */
export function marginOn(scale: Scale, margin: Margin, baselineLevel: number): MarginOnScale {
  return marginOfSize(scale, margin.metric, sizeOf(scale, margin, baselineLevel));
}

/** @param margin as it is read */
export function marginOfSize(scale: Scale, metric: MetricId, margin: number): MarginOnScale {
  return { metric, scale, margin, room: worseDistance(scale, metric, margin) };
}

function sizeOf(scale: Scale, margin: Margin, baselineLevel: number): number {
  const fraction = (margin.percent ?? 0) / 100;
  const size = Math.abs(baselineLevel);
  if (scale === 'absolute') return Math.max(margin.absolute ?? 0, fraction * size);
  return Math.max(fraction, margin.absolute === null || size === 0 ? 0 : margin.absolute / size);
}

/** Where intervals are worked out: on logarithms for ratios, so that twice and half are equally far from none. */
export function analysisValue(scale: Scale, value: number): number {
  return scale === 'relative' ? Math.log(value) : value;
}

/** From a difference of analysis values back to a change: a fraction of the baseline, or the difference itself. */
export function changeOf(scale: Scale, difference: number): number {
  return scale === 'relative' ? Math.expm1(difference) : difference;
}

/** The distance, on the analysis scale, that a change for the worse must go to be as large as the margin. Positive. */
export function worseDistance(scale: Scale, metric: MetricId, margin: number): number {
  if (scale === 'absolute') return margin;
  if (METRICS[metric].better === 'lower') return Math.log1p(margin);
  return margin >= 1 ? Number.POSITIVE_INFINITY : -Math.log1p(-margin);
}
