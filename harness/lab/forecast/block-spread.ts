import { MIN_FOR_TRIMMING } from '#harness/compare/levels.ts';
import { scaleOf } from '#harness/compare/change/scale.ts';
import type { Calibration } from '#harness/domain/calibration.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { Pass, Protocol, Suite } from '#harness/domain/suite.ts';
import { mean } from '#harness/stats/moments.ts';

/** What is known of a metric before it is measured: how its blocks vary on the analysis scale, and where it lies. */
export type BlockSpread = {
  readonly metric: MetricId;
  /** Of the difference of a block, as a comparison of the pass sees it. */
  readonly blockSd: number;
  /** In the metric's unit; null where nobody has measured it. */
  readonly level: number | null;
};

/**
 * What a calibration knows of a pass with that protocol; null where it had too few blocks to know how they vary.
 * Comparisons of enough blocks trim their differences or rank their launches, and see little of those that are wild;
 * with fewer each weighs in full.
 */
export function calibratedSpread(
  { metric, blockSd, trimmedBlockSd, level }: Spreads,
  { blocks }: Protocol,
): BlockSpread | null {
  const seen = blocks < MIN_FOR_TRIMMING ? blockSd : (trimmedBlockSd ?? blockSd);
  return seen === null ? null : { metric, blockSd: seen, level };
}

/**
 * What the phones of a model together know of one metric: the variance of a mean of phones is that of their mean variance. A phone
 * that was not calibrated is taken to be like the others.
 *
 * @param calibrations of one pass, on any phones of the model
 */
export function sharedSpreads(calibrations: readonly Spreads[], protocol: Protocol): readonly BlockSpread[] {
  return [...Map.groupBy(calibrations, ({ metric }) => metric)].flatMap(([metric, own]) => {
    const known = own.flatMap((calibration) => calibratedSpread(calibration, protocol) ?? []);
    const variance = mean(known.map(({ blockSd }) => blockSd ** 2));
    const levels = known.flatMap(({ level }) => level ?? []);
    return variance === null ? [] : [{ metric, blockSd: Math.sqrt(variance), level: mean(levels) }];
  });
}

type Spreads = Pick<Calibration, 'metric' | 'blockSd' | 'trimmedBlockSd' | 'level'>;

/** The same of every metric whose changes are ratios, when somebody says how blocks vary without having measured it. */
export function assumedSpreads(pass: Pass, suite: Suite, blockSd: number): readonly BlockSpread[] {
  return suite.margins
    .filter(({ metric }) => pass.metrics.includes(metric) && METRICS[metric].comparedBy === 'launch')
    .filter((margin) => scaleOf(margin) === 'relative')
    .map(({ metric }) => ({ metric, blockSd, level: null }));
}
