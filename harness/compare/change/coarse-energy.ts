import type { MetricId } from '#harness/domain/metric.ts';
import type { Cell } from '#harness/compare/launches/samples.ts';

const READ_FROM_ENERGY: ReadonlySet<MetricId> = new Set(['energyPerAnswer', 'averagePower']);

/**
 * Whether a metric rests on energy that was read from the charge of the battery. The charge counts in whole milliampere-hours
 * and settles for minutes after a load: it may make a doubt and never decides.
 */
export function isCoarse(metric: MetricId, cells: readonly Cell[]): boolean {
  if (!READ_FROM_ENERGY.has(metric)) return false;
  return cells.some(({ launches }) => launches.some(({ outcome }) => outcome.energy?.confidence === 'coarse'));
}
