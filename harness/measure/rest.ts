import type { Device } from '#harness/domain/device.ts';
import { count, trimmed } from '#harness/text/numbers.ts';
import type { Protocol } from '#harness/domain/suite.ts';
import { onDeviceMs } from '#harness/domain/sustain.ts';

/** How much longer the device must be left alone before a launch; 0 where it need not be. */
export function restLeftMs({ readiness }: Protocol, device: Device, restedMs: number): number {
  return readiness.restMs === undefined ? 0 : Math.max(0, onDeviceMs(readiness.restMs, device) - restedMs);
}

export function restText(leftMs: number): string {
  const minutes = Math.round(leftMs / 60_000);
  const time = minutes > 0 ? count(minutes, 'minute') : `${trimmed(leftMs / 1000)} s`;
  return `the phone rests for ${time}, as before every launch of this pass`;
}
