import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { LaunchGroup } from '#harness/compare/launches/launch-group.ts';

/**
 * Whether a metric rests on energy that was read from the charge of the battery. The charge counts in whole milliampere-hours
 * and settles for minutes after a load: it may make a doubt and never decides.
 */
export function isCoarse(metric: MetricId, groups: readonly LaunchGroup[]): boolean {
  if (METRICS[metric].needs !== 'energy') return false;
  return groups.some(({ launches }) => launches.some(({ outcome }) => outcome.energy?.confidence === 'coarse'));
}
