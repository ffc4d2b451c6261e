import type { Device } from '#harness/domain/device.ts';
import type { Combination } from '#harness/domain/release-plan.ts';
import type { Run } from '#harness/domain/run.ts';

/** The phones of a run that are of the device model. */
export function devicesOf({ devices }: Run, { deviceModel }: Pick<Combination, 'deviceModel'>): readonly Device[] {
  return devices.filter(({ model }) => model === deviceModel);
}

/** `26.1 (23B85)`. */
export function osOf({ osVersion, osBuild }: Device): string {
  return `${osVersion} (${osBuild})`;
}
