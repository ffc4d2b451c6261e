import type { Device } from '#harness/domain/device.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { Slot } from '#harness/domain/plan.ts';

/** What the loop tells whoever watches it. */
export type ProgressEvent =
  | { readonly kind: 'opening'; readonly device: Device }
  | { readonly kind: 'waiting'; readonly device: Device; readonly message: string }
  | { readonly kind: 'launching'; readonly device: Device; readonly slot: Slot }
  | {
      readonly kind: 'launched';
      readonly device: Device;
      readonly launch: Launch;
      readonly done: number;
      readonly total: number;
      readonly remainingMs: number | null;
    }
  | { readonly kind: 'retrying'; readonly device: Device; readonly slot: Slot; readonly message: string }
  | { readonly kind: 'lost'; readonly device: Device; readonly message: string };

/**
 * Time the slots that are left will take, from the launches so far: the mean of their own pass, or of all passes while
 * their own has had none. Null until the first launch has ended.
 */
export function remainingMs(left: readonly Slot[], launches: readonly Launch[]): number | null {
  if (launches.length === 0) return null;
  const overall = meanMs(launches);
  const byPass = new Map<string, number>();
  for (const pass of new Set(left.map((slot) => slot.pass))) {
    const own = launches.filter((launch) => launch.slot.pass === pass);
    byPass.set(pass, own.length === 0 ? overall : meanMs(own));
  }
  return left.reduce((sum, slot) => sum + (byPass.get(slot.pass) ?? overall), 0);
}

function meanMs(launches: readonly Launch[]): number {
  return launches.reduce((sum, launch) => sum + launch.timing.totalMs, 0) / launches.length;
}
