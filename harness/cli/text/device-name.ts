import type { Device, Provenance } from '#harness/domain/device.ts';

/** A device as people know it; one that is no iPhone in somebody's hand says so. */
export function deviceName({ label, provenance }: Device): string {
  return [label, ...markOf(provenance).map((mark) => `(${mark})`)].join(' ');
}

/** What is said of numbers that were not measured on a phone in somebody's hand. */
export function markOf(provenance: Provenance): readonly Provenance[] {
  return provenance === 'physical' ? [] : [provenance];
}
