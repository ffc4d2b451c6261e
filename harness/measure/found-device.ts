import type { Device } from '#harness/domain/device.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { Pass } from '#harness/domain/suite.ts';
import type { DeviceSession } from '#harness/ports/device.ts';

/**
 * A device with the thermal states that can be forced on it, as its session says: asked only where a pass is still to begin that
 * forces one. A state that a launch was made under is believed to be one of them, so that a session which cannot force it any
 * more is a fault of the lab and no property of the device.
 *
 * @param wanted the passes of the slots that are left
 */
export async function foundDevice(
  device: Device,
  session: Pick<DeviceSession, 'forcedThermals'>,
  wanted: readonly Pass[],
  launches: readonly Launch[],
): Promise<Device> {
  const isTried = ({ id }: Pass): boolean => launches.some(({ slot }) => slot.pass === id);
  const forcing = wanted.filter(({ protocol }) => protocol.forcedThermal !== undefined);
  if (forcing.every(isTried)) return device;
  const tried = forcing.filter(isTried).flatMap(({ protocol }) => protocol.forcedThermal ?? []);
  const forcedThermal = [...new Set([...(await session.forcedThermals()), ...tried])];
  return { ...device, capabilities: { ...device.capabilities, forcedThermal } };
}
