import type { Device, Provenance } from '#harness/domain/device.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { MetricId } from '#harness/domain/metric.ts';

/** The mark on numbers that do not come from a physical device; null for those that do. */
export function provenanceMark(provenance: Provenance): Exclude<Provenance, 'physical'> | null {
  return provenance === 'physical' ? null : provenance;
}

/** Where numbers come from that a release does not rest on: `virtual phones`. */
export function sourceWords(provenance: Provenance): string {
  return provenance === 'host' ? 'the machine of the harness' : 'virtual phones';
}

/** A device is never named without where its numbers come from; a label that says it already is left as it is. */
export function deviceName({ label, provenance }: Pick<Device, 'label' | 'provenance'>): string {
  const mark = provenanceMark(provenance);
  return mark === null || label.toLowerCase().includes(mark) ? label : `${label} (${mark})`;
}

/** As it stands in a table or at the start of a sentence: `Time to first token`. */
export function metricName(metric: MetricId): string {
  return METRICS[metric].label;
}

/** As it stands inside a sentence: `time to first token`. */
export function metricWord(metric: MetricId): string {
  return metricName(metric).toLowerCase();
}
