import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import { ABSENT, whole } from './numbers.ts';
import { bare, type PrintScale, quantity, scaleFor, signedText } from './quantities.ts';

/** A series of a metric over runs, in words. */
export type SeriesText = {
  readonly runs: string;
  readonly first: string;
  readonly last: string;
  /** From the first to the last; a dash where there is one run. */
  readonly change: string;
  /** `90.0 to 110.0 ms`. */
  readonly range: string;
};

/** @param levels one or more, oldest first, in the unit of the metric */
export function describeSeries(metric: MetricId, levels: readonly number[]): SeriesText {
  const [low, high] = [Math.min(...levels), Math.max(...levels)];
  const scale = seriesScale(metric, levels);
  const [first, last] = [levels[0] ?? Number.NaN, levels.at(-1) ?? Number.NaN];
  return {
    runs: whole(levels.length),
    first: quantity(first, scale),
    last: quantity(last, scale),
    change: levels.length === 1 ? ABSENT : changeBetween(metric, first, last),
    range: `${bare(low, scale)} to ${quantity(high, scale)}`,
  };
}

/** Of a series before and after its level changed, in the unit of the metric. */
export type Levels = { readonly before: number; readonly after: number };

/** `136.3 → 150.6 ms, +10.5 %`. */
export function levelChangeText(metric: MetricId, { before, after }: Levels): string {
  const scale = seriesScale(metric, [before, after]);
  const change = changeBetween(metric, before, after);
  return `${bare(before, scale)} → ${quantity(after, scale)}${change === ABSENT ? '' : `, ${change}`}`;
}

/** The scale of the largest of them. */
export function seriesScale(metric: MetricId, levels: readonly number[]): PrintScale {
  return scaleFor(METRICS[metric].unit, Math.max(...levels.map(Math.abs)));
}

function changeBetween(metric: MetricId, first: number, last: number): string {
  if (METRICS[metric].scale === 'linear') return signedText(last - first, { metric, scale: 'absolute' });
  return first > 0 ? signedText(last / first - 1, { metric, scale: 'relative' }) : ABSENT;
}
