import type { Assessment } from '#harness/domain/assessment.ts';
import { count } from '#harness/text/numbers.ts';
import { provenanceOf } from '#harness/domain/run.ts';
import { readable } from '#harness/text/sentences.ts';
import { deviceName, provenanceMark } from '#harness/text/names.ts';

/** A device is never named without where its numbers come from. */
export function nameOfDevice(deviceId: string, assessment: Pick<Assessment, 'devices'>): string {
  const device = assessment.devices.find((candidate) => candidate.id === deviceId);
  if (device === undefined) return readable(deviceId, 60);
  return deviceName({ ...device, label: readable(device.label, 80) });
}

/** `iPhone17,1 (2 virtual phones)`: the phones of a model that were measured, never the model as such. */
export function nameOfDeviceModel(
  model: string,
  deviceIds: readonly string[],
  assessment: Pick<Assessment, 'devices'>,
): string {
  const badge = provenanceMark(provenanceOf(assessment.devices.filter(({ id }) => deviceIds.includes(id))));
  return `${readable(model, 60)} (${count(deviceIds.length, badge === null ? 'phone' : `${badge} phone`)})`;
}
