import type { Device } from '#harness/domain/device.ts';
import type { Environment } from '#harness/domain/environment.ts';
import { isSameData } from '#harness/domain/plain-data.ts';
import type { Host, Lab } from '#harness/workflow/host.ts';

/** This machine with the tools that reach the devices: an entry for each driver that knows some of them. */
export function environmentsOf(
  devices: readonly Device[],
  { drivers }: Pick<Lab, 'drivers'>,
  { version, node, machine }: Pick<Host, 'version' | 'node' | 'machine'>,
): readonly Environment[] {
  return drivers.flatMap((driver): readonly Environment[] => {
    const known = new Set(driver.devices().map(({ id }) => id));
    const deviceIds = devices.map(({ id }) => id).filter((id) => known.has(id));
    if (deviceIds.length === 0) return [];
    const conditions = driver.conditions?.() ?? {};
    const own = { deviceIds, harness: version, node, host: machine, tools: driver.tools() };
    return [Object.keys(conditions).length === 0 ? own : { ...own, conditions }];
  });
}

/** What measured the run so far and what measures the rest; the same machine with the same tools is one. */
export function withRest(before: readonly Environment[], rest: readonly Environment[]): readonly Environment[] {
  const merged = [...before];
  for (const { deviceIds, ...tools } of rest) {
    const at = merged.findIndex(({ deviceIds: _own, ...others }) => isSameData(others, tools));
    const own = merged[at];
    if (own === undefined) merged.push({ deviceIds, ...tools });
    else merged[at] = { ...own, deviceIds: [...new Set([...own.deviceIds, ...deviceIds])] };
  }
  return merged;
}
