import { ABSENT, fixed, trimmed } from '#harness/text/numbers.ts';
import { bare, type PrintScale, quantity, scaleFor } from '#harness/text/quantities.ts';
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

/** Confidence in per cent, rounded down: a report never claims more of it than there is. */
export function confidenceText(confidence: number): string {
  // The smallest step of a double must not cost a digit: 100 · 0.9598 may fall short of 95.98.
  return `${trimmed(Math.floor(1000 * confidence + 1e-6) / 10)} %`;
}

/** Power of a test in per cent; nothing is sure. */
export function powerText(power: number): string {
  return power > 0.999 ? '> 99.9 %' : `${fixed(100 * power, 1)} %`;
}

export function minutesText(minutes: number): string {
  return trimmed(minutes, 1);
}

/** A chance in per cent: `3.5 %`, `25 %`, `< 0.1 %`. */
export function chance(p: number): string {
  return p < 0.001 ? '< 0.1 %' : `${fixed(100 * p, p < 0.0995 ? 1 : 0)} %`;
}

export function byteSize(value: number): string {
  return quantity(value, scaleFor('B', value));
}

/** `1 h 04 min`, `12 min 30 s`, `8.2 s`. */
export function duration(milliseconds: number): string {
  if (!Number.isFinite(milliseconds) || milliseconds < 0) return ABSENT;
  if (milliseconds < 60_000) return `${fixed(milliseconds / 1000, 1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** `2026-03-01 09:15 UTC`; what is not a time is printed as it came. */
export function instant(iso: string): string {
  const time = Date.parse(iso);
  return Number.isNaN(time) ? iso : `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** `2026-03-01`; what is not a time is printed as it came. */
export function day(iso: string): string {
  return instant(iso).slice(0, 10);
}
