import type { ExitCode } from '#harness/domain/failure.ts';
import { quantity } from '#harness/text/quantities.ts';
import { type DeviceOptions, labOptions } from '#harness/workflow/choose.ts';
import { table } from '#harness/cli/text/table.ts';
import type { World } from '#harness/cli/world.ts';

export async function listDevices(options: DeviceOptions, world: World): Promise<ExitCode> {
  const lab = await world.lab(labOptions(options, world.cwd));
  const rows = lab.drivers
    .flatMap((driver) => driver.devices())
    .map((device) => [
      device.id,
      device.label,
      device.model,
      `${device.osVersion} (${device.osBuild})`,
      quantity(device.memoryBytes, { unit: 'GB', divisor: 1e9, decimals: 1 }),
      device.provenance,
    ]);
  world.terminal.write(table(['id', 'name', 'model', 'iOS', 'memory', 'provenance'], rows, world.terminal.columns));
  if (rows.every((row) => row.at(-1) === 'virtual')) {
    world.terminal.write('\nOnly virtual iPhones are known. Your own: --devices-file FILE, see docs/iphone-setup.md\n');
  }
  return 0;
}
