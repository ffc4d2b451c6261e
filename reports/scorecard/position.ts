import type { Bound } from '#harness/domain/release-plan.ts';
import type { Level } from '#harness/domain/scorecard.ts';

/** Where an interval stands beside its target: the target is in the middle, worse is to the right. Units of a box of 100 × 12. */
export type Position = { readonly from: number; readonly to: number; readonly width: number; readonly at: number };

/** How far from the target the ends of the picture lie, as a share of it; a gain has no size of its own, and is drawn in points. */
const REACH = 0.3;
const MIDDLE = 50;

/** Null where there is no interval. */
export function limitRatio({ estimate, low, high }: Level, bound: Bound, isShare: boolean): Position | null {
  if (low === null || high === null) return null;
  const [limit, sign] = 'below' in bound ? [bound.below, 1] : [bound.above, -1];
  const size = isShare ? 1 : Math.abs(limit);
  const place = (value: number): number => clamped(MIDDLE + (sign * MIDDLE * (value - limit)) / (REACH * (size || 1)));
  const [from, to] = [place(low), place(high)].toSorted((a, b) => a - b) as [number, number];
  return { from, to, width: Math.max(2, to - from), at: place(estimate) };
}

function clamped(x: number): number {
  return Math.round(10 * Math.min(98, Math.max(2, x))) / 10;
}
