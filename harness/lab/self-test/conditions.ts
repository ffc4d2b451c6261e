import type { ThermalState } from '#harness/domain/device.ts';

/** What happens to a phone while it is measured: to both arms alike, and never to one build. */
export type Conditions = {
  /** Fraction by which every time grows from one block to the next. */
  readonly driftPerBlock: number;
  /** From a block on the phone is hot and every time is longer by a fraction; null when it stays cool. */
  readonly heat: { readonly fromBlock: number; readonly slowdown: number } | null;
  /** Lag-1 autocorrelation of an arm's launches from block to block; null takes the profile's. */
  readonly lag1: number | null;
};

export const CALM: Conditions = { driftPerBlock: 0, heat: null, lag1: null };

/** Blocks that the heat takes from none to all of its slowdown. */
const WARMING_BLOCKS = 2;

/** How hot the phone is at a place in the order of blocks, 0 to 1; launches of a block lie half a block apart. */
export function heatAt({ heat }: Conditions, position: number): number {
  if (heat === null) return 0;
  return Math.min(1, Math.max(0, (position - heat.fromBlock) / WARMING_BLOCKS));
}

/** The factor on every time at a place in the order of blocks. */
export function slownessAt(conditions: Conditions, position: number): number {
  const hot = 1 + (conditions.heat?.slowdown ?? 0) * heatAt(conditions, position);
  return (1 + conditions.driftPerBlock) ** position * hot;
}

/** Pressure follows heat: fair while the phone is warming, serious when it is as hot as it gets. */
export function thermalAt(conditions: Conditions, position: number): ThermalState {
  const heat = heatAt(conditions, position);
  if (heat === 0) return 'nominal';
  return heat < 1 ? 'fair' : 'serious';
}
