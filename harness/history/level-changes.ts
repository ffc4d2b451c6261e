import { METRICS } from '#harness/domain/metric-catalogue.ts';
import { isMetric } from '#harness/domain/metric.ts';
import type { LevelChange, Series, WithChanges } from '#harness/ports/store.ts';
import { changePoints } from '#harness/stats/change-points/change-points.ts';

/**
 * Each series with the changes of its level: as ratios where the metric is compared by ratios, else in its unit. A change says
 * when something changed and not what: between two runs the build, the phone, its system and its room may all have changed.
 */
export function withLevelChanges<One extends Series>(series: readonly One[]): readonly WithChanges<One>[] {
  return series.map((one) => ({ ...one, changes: levelChanges(one) }));
}

function levelChanges({ lane: { metric }, points }: Series): readonly LevelChange[] {
  const levels = points.map(({ level }) => level);
  const isRatio = isMetric(metric) && METRICS[metric].scale !== 'linear' && levels.every((level) => level > 0);
  if (!isRatio) return changePoints(levels);
  return changePoints(levels.map(Math.log)).map(({ index, before, after }) => ({
    index,
    before: Math.exp(before),
    after: Math.exp(after),
  }));
}
