import { inapplicableMetrics } from '#harness/domain/applicable.ts';
import type { Device } from '#harness/domain/device.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { Suite } from '#harness/domain/suite.ts';
import { listed } from './lists.ts';

/** What of a suite does not apply on a device; nothing where all of it does. */
export function inapplicableText(
  device: Pick<Device, 'capabilities'>,
  { passes }: Pick<Suite, 'passes'>,
): readonly [] | readonly [string] {
  const metrics = inapplicableMetrics(passes, device);
  if (metrics.length === 0) return [];
  return [`not applicable: ${listed(metrics.map((metric) => METRICS[metric].label.toLowerCase()))}`];
}
