import type { Comparison, DeviceModelComparison } from './comparison.ts';
import type { Assessment } from './assessment.ts';

/** The hardware identifier that a finding is about; the id of a device that is not among those of the assessment. */
export function deviceModelIn(
  finding: Comparison | DeviceModelComparison,
  { devices }: Pick<Assessment, 'devices'>,
): string {
  if ('deviceModel' in finding) return finding.deviceModel;
  return devices.find(({ id }) => id === finding.deviceId)?.model ?? finding.deviceId;
}

/**
 * The comparison that decides instead of a phone's own: that of its model. Also of a phone that was lost and has no part
 * in it. Undefined where the phone stands alone.
 */
export function deviceModelOf<T extends DeviceModelComparison = DeviceModelComparison>(
  { deviceId, passId, metric }: Pick<Comparison, 'deviceId' | 'passId' | 'metric'>,
  { deviceModels, devices }: { readonly deviceModels: readonly T[]; readonly devices: Assessment['devices'] },
): T | undefined {
  const own = devices.find(({ id }) => id === deviceId)?.model;
  return deviceModels.find((other) => other.deviceModel === own && other.passId === passId && other.metric === metric);
}
