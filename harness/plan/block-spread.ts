import { scaleOf } from '#harness/compare/scale.ts';
import type { Calibration } from '#harness/domain/calibration.ts';
import { METRICS, type MetricId } from '#harness/domain/metric.ts';
import type { Pass, Suite } from '#harness/domain/suite.ts';

/** What is known of a metric before it is measured: how its blocks vary on the analysis scale, and where it lies. */
export type BlockSpread = {
  readonly metric: MetricId;
  /** Of the difference of a block. */
  readonly blockSd: number;
  /** In the metric's unit; null where nobody has measured it. */
  readonly level: number | null;
};

/** What a calibration knows; null where it had too few blocks to know how they vary. */
export function calibratedSpread({ metric, blockSd, level }: Calibration): BlockSpread | null {
  return blockSd === null ? null : { metric, blockSd, level };
}

/** The same of every metric whose changes are ratios, when somebody says how blocks vary without having measured it. */
export function assumedSpreads(pass: Pass, suite: Suite, blockSd: number): readonly BlockSpread[] {
  return suite.margins
    .filter(({ metric }) => pass.metrics.includes(metric) && METRICS[metric].spread === 'noisy')
    .filter((margin) => scaleOf(margin) === 'relative')
    .map(({ metric }) => ({ metric, blockSd, level: null }));
}
