import type { Device } from '#harness/domain/device.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { Slot } from '#harness/domain/plan.ts';
import type { Pass } from '#harness/domain/suite.ts';
import { isAhead } from './look.ts';
import { unfinished } from './retry.ts';

/** What the loop reports to whoever watches it. */
export type ProgressEvent =
  | { readonly kind: 'opening'; readonly device: Device }
  | { readonly kind: 'waiting'; readonly device: Device; readonly message: string }
  /** A launch that does not count comes before that of the slot: its build was just installed. */
  | { readonly kind: 'preparing'; readonly device: Device; readonly slot: Slot }
  | { readonly kind: 'launching'; readonly device: Device; readonly slot: Slot }
  | ({ readonly kind: 'launched'; readonly device: Device; readonly launch: Launch } & Progress)
  | { readonly kind: 'retrying'; readonly device: Device; readonly slot: Slot; readonly message: string }
  /** Nothing is left to decide in the pass after `blocks` of its `of` blocks; the others are not measured. */
  | ({
      readonly kind: 'settled';
      readonly device: Device;
      readonly passId: string;
      readonly blocks: number;
      readonly of: number;
    } & Progress)
  /** Passes cannot be measured on the device: the thermal states that they force cannot be forced there. */
  | { readonly kind: 'inapplicable'; readonly device: Device; readonly passes: readonly Pass[] }
  /** The gate is certain to fail: no device measures anything more. */
  | { readonly kind: 'stopped'; readonly device: Device; readonly reason: string }
  | { readonly kind: 'lost'; readonly device: Device; readonly message: string };

/** How far a device is. */
export type Progress = {
  /** Slots that are done or given up. */
  readonly done: number;
  /** All slots but those of blocks that are no longer needed. */
  readonly total: number;
  /** See `remainingMs`. */
  readonly remainingMs: number | null;
  /** Whether looks are to come, so that `total` and `remainingMs` are the most it can be. */
  readonly mayEndSooner: boolean;
};

/** How far a device is that still wants the slots given, looks among them. */
export function progressOf(wanted: readonly Slot[], looks: readonly Slot[], launches: readonly Launch[]): Progress {
  const left = unfinished(wanted, launches);
  return {
    done: wanted.length - left.length,
    total: wanted.length,
    remainingMs: remainingMs(left, launches),
    mayEndSooner: looks.some((look) => wanted.includes(look) && isAhead(look, launches)),
  };
}

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

/** Device time of a launch, waiting and installing included. */
export function meanMs(launches: readonly Launch[]): number {
  return launches.reduce((sum, launch) => sum + launch.timing.totalMs, 0) / launches.length;
}
