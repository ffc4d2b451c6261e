import type { Device } from '#harness/domain/device.ts';
import type { Combination } from '#harness/domain/release-plan.ts';
import type { Run } from '#harness/domain/run.ts';

/** The phones of a run that are of the device model and were measured in it: on others nothing of its suite applied. */
export function devicesOf(
  { devices, launches }: Pick<Run, 'devices' | 'launches'>,
  { deviceModel }: Pick<Combination, 'deviceModel'>,
): readonly Device[] {
  return devices.filter(({ id, model }) => model === deviceModel && launches.some(({ deviceId }) => deviceId === id));
}

/** `26.1 (23B85)`. */
export function osOf({ osVersion, osBuild }: Device): string {
  return `${osVersion} (${osBuild})`;
}
