import { METRIC_IDS, type MetricId } from './metric.ts';

/**
 * Metrics that reports show of a pass that does not ask for them, where launches have values: always, or in passes that measure the other
 * metric. They have no margin there, so that no verdict and no decision follows.
 */
const BESIDE: { readonly [Id in MetricId]?: MetricId | 'always' } = {
  modelLoadAfterInstall: 'always',
  memoryAtPrefill: 'peakMemory',
  memoryAfterUnload: 'peakMemory',
  memoryHeadroom: 'peakMemory',
  cpuEnergyPerAnswer: 'energyPerAnswer',
  instructionsPerAnswer: 'timeToFirstToken',
  cyclesPerAnswer: 'timeToFirstToken',
};

/** What a report shows of a pass beside its own metrics. */
export function metricsBeside(metrics: readonly MetricId[]): readonly MetricId[] {
  return METRIC_IDS.filter((id) => {
    const other = BESIDE[id];
    return other !== undefined && !metrics.includes(id) && (other === 'always' || metrics.includes(other));
  });
}

/** Whether reports show it without being asked, so that no suite has to. */
export function isShownBeside(metric: MetricId): boolean {
  return BESIDE[metric] !== undefined;
}
