import type { Device } from '#harness/domain/device.ts';
import { ABSENT } from '#harness/text/numbers.ts';
import { quantity } from '#harness/text/quantities.ts';
import { table } from './table.ts';

/** The devices at hand. */
export function devicesText(devices: readonly Device[], columns: number | null): string {
  const rows = devices.map((device) => [
    device.id,
    device.label,
    device.model,
    `${device.osVersion} (${device.osBuild})`,
    device.memoryBytes === null ? ABSENT : quantity(device.memoryBytes, { unit: 'GB', divisor: 1e9, decimals: 1 }),
    device.provenance,
  ]);
  const own = devices.some(({ provenance }) => provenance === 'physical')
    ? ''
    : '\nOnly virtual iPhones are known. Your own: --devices-file FILE, see docs/iphone-setup.md\n';
  return `${table(['id', 'name', 'model', 'system', 'memory', 'provenance'], rows, columns)}${own}`;
}
