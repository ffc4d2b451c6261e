import { canMeasure, inapplicableMetrics } from '#harness/domain/applicable.ts';
import type { Device } from '#harness/domain/device.ts';
import type { Pass, Protocol, Suite } from '#harness/domain/suite.ts';
import { listed } from './lists.ts';
import { metricWord } from './names.ts';
import { readable } from './sentences.ts';

/** The state of the phone under which a pass is measured, where it is not the real one: such numbers are of another state. */
export function forcedText({ forcedThermal }: Pick<Protocol, 'forcedThermal'>): string | null {
  return forcedThermal === undefined ? null : `with thermal state ${forcedThermal} forced`;
}

/** What of a suite does not apply on a device; nothing where all of it does. */
export function inapplicableText(
  device: Pick<Device, 'capabilities'>,
  { passes }: Pick<Suite, 'passes'>,
): readonly [] | readonly [string] {
  const unmeasured = passes.filter((pass) => !canMeasure(pass, device)).map(unmeasuredText);
  const metrics = inapplicableMetrics(passes, device).map(metricWord);
  const parts = [...unmeasured, ...metrics];
  return parts.length === 0 ? [] : [`not applicable: ${listed(parts)}`];
}

/** Why nothing of a suite applies on a device: `energy per answer and average power are not reported`. */
export function whyInapplicable(device: Pick<Device, 'capabilities'>, { passes }: Pick<Suite, 'passes'>): string {
  const unmeasured = passes.filter((pass) => !canMeasure(pass, device)).map(unmeasuredText);
  const metrics = inapplicableMetrics(passes, device).map(metricWord);
  const unreported =
    metrics.length === 0 ? [] : [`${listed(metrics)} ${metrics.length === 1 ? 'is' : 'are'} not reported`];
  return [...unmeasured, ...unreported].join('; ');
}

/** `pass thermal (thermal state serious cannot be forced here)`. */
export function unmeasuredText({ id, protocol }: Pass): string {
  return `pass ${readable(id, 60)} (thermal state ${protocol.forcedThermal ?? 'nominal'} cannot be forced here)`;
}
