import type { Device } from '#harness/domain/device.ts';
import type { IdleDevice } from '#harness/domain/known-noise.ts';
import type { RunStore } from '#harness/ports/store.ts';

/**
 * How long each device had no run of this store when one begins. Clocks that were set back give no negative time. Only a
 * physical phone is faster after a rest.
 */
export async function idleDevices(
  devices: readonly Device[],
  now: Date,
  store: Pick<RunStore, 'lastUse'>,
): Promise<readonly IdleDevice[]> {
  const lastUse = await store.lastUse(devices.map(({ id }) => id));
  return devices.map(({ id: deviceId, provenance }): IdleDevice => {
    const endedAt = provenance === 'physical' ? lastUse.get(deviceId) : undefined;
    return { deviceId, idleMs: endedAt === undefined ? null : Math.max(0, now.getTime() - Date.parse(endedAt)) };
  });
}
