import type { Device } from '#harness/domain/device.ts';

/** A device as people know it; one that is no iPhone in somebody's hand says so. */
export function deviceName({ label, provenance }: Device): string {
  return provenance === 'physical' ? label : `${label} (${provenance})`;
}
