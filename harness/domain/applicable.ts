import type { Device } from './device.ts';
import { METRICS } from './metric-catalogue.ts';
import type { MetricId } from './metric.ts';
import type { Protocol, Suite } from './suite.ts';

type Able = Pick<Device, 'capabilities'>;
/** What of a pass decides where it can be measured. */
type Asking = { readonly protocol: Pick<Protocol, 'forcedThermal'> };
type AskingMetrics = Asking & { readonly metrics: readonly MetricId[] };

/** Whether a device can be brought into the state that a pass asks for. Where it cannot, no launch of the pass is made. */
export function canMeasure({ protocol: { forcedThermal } }: Asking, { capabilities }: Able): boolean {
  return forcedThermal === undefined || (capabilities.forcedThermal ?? []).includes(forcedThermal);
}

/** A pass under the real state of its devices. */
export const UNFORCED: Asking = { protocol: {} };

/** Whether the numbers of a pass are of the real state of its devices: only such stand for them. */
export function isUnforced({ passes }: Pick<Suite, 'passes'>, passId: string): boolean {
  return passes.every(({ id, protocol }) => id !== passId || protocol.forcedThermal === undefined);
}

/** Whether the device can report the metric in the pass at all. Where it cannot, the metric is neither missing nor zero. */
export function isApplicable(metric: MetricId, pass: Asking, device: Able): boolean {
  return canMeasure(pass, device) && isReported(metric, device);
}

function isReported(metric: MetricId, { capabilities }: Able): boolean {
  const { needs } = METRICS[metric];
  return needs === null || Boolean(capabilities[needs]);
}

/** The metrics of a pass that apply on a device. */
export function applicableMetrics(pass: AskingMetrics, device: Able): readonly MetricId[] {
  return pass.metrics.filter((metric) => isApplicable(metric, pass, device));
}

/** The metrics of some passes that a device cannot report, each once; those of passes that cannot be measured there are left out. */
export function inapplicableMetrics(passes: readonly AskingMetrics[], device: Able): readonly MetricId[] {
  const asked = new Set(passes.filter((pass) => canMeasure(pass, device)).flatMap(({ metrics }) => metrics));
  return [...asked].filter((metric) => !isReported(metric, device));
}
