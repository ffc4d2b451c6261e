import { bare, type PrintScale, quantity } from '#harness/text/quantities.ts';
import type { MedianView } from './comparison-view.ts';

/** `12.4 ms` and `[12.1, 12.9]`; no interval where no bounds are known, or where nothing varies. */
export function medianView(
  median: { readonly estimate: number; readonly low: number | null; readonly high: number | null },
  scale: PrintScale,
): MedianView {
  const { estimate, low, high } = median;
  const interval = low === null || high === null || low === high ? '' : `[${bare(low, scale)}, ${bare(high, scale)}]`;
  return { median: quantity(estimate, scale), interval };
}
