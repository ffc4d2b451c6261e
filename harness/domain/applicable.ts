import type { Device } from './device.ts';
import { METRICS } from './metric-catalogue.ts';
import type { MetricId } from './metric.ts';

/** Whether a device can report the metric at all. Where it cannot, the metric is neither missing nor zero. */
export function isApplicable(metric: MetricId, { capabilities }: Pick<Device, 'capabilities'>): boolean {
  const { needs } = METRICS[metric];
  return needs === null || Boolean(capabilities[needs]);
}

/** The metrics of a pass that apply on a device. */
export function applicableMetrics(
  { metrics }: { readonly metrics: readonly MetricId[] },
  device: Pick<Device, 'capabilities'>,
): readonly MetricId[] {
  return metrics.filter((metric) => isApplicable(metric, device));
}

/** The metrics of some passes that a device cannot report, each once. */
export function inapplicableMetrics(
  passes: readonly { readonly metrics: readonly MetricId[] }[],
  device: Pick<Device, 'capabilities'>,
): readonly MetricId[] {
  const asked = new Set(passes.flatMap(({ metrics }) => metrics));
  return [...asked].filter((metric) => !isApplicable(metric, device));
}
