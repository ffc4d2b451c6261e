import type { Config } from '#harness/config/config.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { choicesText } from '#harness/text/choices.ts';

type Groups = NonNullable<Config['deviceGroups']>;

/** Devices with the members of a group where `@lab` names it. Throws UNKNOWN_DEVICE. */
export function expandGroups(devices: readonly string[], groups: Groups): readonly string[] {
  return devices.flatMap((device) => (device.startsWith('@') ? devicesIn(device.slice(1), groups) : device));
}

function devicesIn(group: string, groups: Groups): readonly string[] {
  const devices = Object.hasOwn(groups, group) ? groups[group] : undefined;
  if (devices !== undefined) return devices;
  const known = Object.keys(groups);
  throw new BenchError('UNKNOWN_DEVICE', `There is no group of devices "${group}".`, {
    remedy: known.length === 0 ? 'List it in the configuration: deviceGroups: { … }' : choicesText(group, known),
  });
}
