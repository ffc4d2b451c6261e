import type { Interval } from '#harness/domain/comparison.ts';
import type { Unit } from '#harness/domain/metric.ts';
import type { MedianView } from './comparison-view.ts';

/** How the numbers of one row are printed. Chosen once a row, so that its numbers can be compared by eye. */
export type Scale = { readonly unit: string; readonly divisor: number; readonly decimals: number };

/** What stands where there is no number. */
export const ABSENT = '–';

const SCALES: { readonly [U in Unit]: (size: number) => Scale } = {
  ms: (size) => (size >= 10_000 ? scaled('s', 1000, size) : scaled('ms', 1, size)),
  'tok/s': (size) => scaled('tok/s', 1, size),
  B: (size) => bytes('', size),
  'B/cycle': (size) => bytes('/cycle', size),
  J: (size) => (size < 1 ? scaled('mJ', 0.001, size) : scaled('J', 1, size)),
  W: (size) => scaled('W', 1, size),
  ratio: () => ({ unit: '%', divisor: 0.01, decimals: 2 }),
};

/** Decimal units throughout: 1 MB is 1,000,000 bytes. `magnitude` is the largest number of the row, in base units. */
export function scaleFor(unit: Unit, magnitude: number): Scale {
  return SCALES[unit](Math.abs(magnitude));
}

export function quantity(value: number, scale: Scale): string {
  return `${bare(value, scale)} ${scale.unit}`;
}

/** The number without its unit, for a column that names the unit. */
export function bare(value: number, scale: Scale): string {
  return fixed(value / scale.divisor, scale.decimals);
}

/** `12.4 ms` and `[12.1, 12.9]`; no interval where no bounds are known, or where nothing varies. */
export function medianView(
  median: { readonly estimate: number; readonly low: number | null; readonly high: number | null },
  scale: Scale,
): MedianView {
  const { estimate, low, high } = median;
  const interval = low === null || high === null || low === high ? '' : `[${bare(low, scale)}, ${bare(high, scale)}]`;
  return { median: quantity(estimate, scale), interval };
}

/** How a change is printed: relative changes in per cent, absolute ones in the metric's unit, ratios in percentage points. */
export function changeScale(scale: 'relative' | 'absolute', unit: Unit, magnitude: number): Scale {
  if (scale === 'relative') return { unit: '%', divisor: 0.01, decimals: 1 };
  if (unit === 'ratio') return { unit: 'pp', divisor: 0.01, decimals: 2 };
  return scaleFor(unit, magnitude);
}

/** `+10.8 % [9.1, 12.4]`. */
export function changeText(change: Interval, scale: Scale): string {
  const estimate = signed(change.estimate / scale.divisor, scale.decimals);
  const bounds = `[${bare(change.low, scale)}, ${bare(change.high, scale)}]`;
  // Values that do not vary have an interval of no width; printing it three times tells nothing.
  return change.low === change.high ? `${estimate} ${scale.unit}` : `${estimate} ${scale.unit} ${bounds}`;
}

/** A margin was typed by a person: no trailing zeros, at most two decimals. */
export function marginText(margin: number, scale: Scale): string {
  return `${trimmed(margin / scale.divisor)} ${scale.unit}`;
}

export function trimmed(value: number): string {
  return Number.isFinite(value) ? grouped(value, 0, 2) : ABSENT;
}

/** A number of things. */
export function whole(value: number): string {
  return grouped(value, 0, 0);
}

export function count(value: number, singular: string, plural = `${singular}s`): string {
  return `${whole(value)} ${value === 1 ? singular : plural}`;
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
  return Number.isFinite(minutes) ? grouped(minutes, 0, 1) : ABSENT;
}

/** Three decimals; neither impossible nor sure. */
export function probability(p: number): string {
  if (p < 0.001) return '< 0.001';
  return p > 0.999 ? '> 0.999' : fixed(p, 3);
}

/** A chance in per cent: `3.5 %`, `25 %`, `< 0.1 %`. */
export function chance(p: number): string {
  return p < 0.001 ? '< 0.1 %' : `${fixed(100 * p, p < 0.0995 ? 1 : 0)} %`;
}

/** At most two decimals, with its sign: `+0.3`, `−1`, `0`. */
export function signedTrimmed(value: number): string {
  const text = trimmed(value);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
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

function bytes(suffix: string, size: number): Scale {
  if (size >= 1_000_000) return scaled(`MB${suffix}`, 1_000_000, size);
  if (size >= 1000) return scaled(`kB${suffix}`, 1000, size);
  return { unit: `B${suffix}`, divisor: 1, decimals: 0 };
}

function scaled(unit: string, divisor: number, size: number): Scale {
  const shown = size / divisor;
  if (shown >= 1000) return { unit, divisor, decimals: 0 };
  if (shown >= 10) return { unit, divisor, decimals: 1 };
  return { unit, divisor, decimals: shown >= 1 ? 2 : 3 };
}

function signed(value: number, decimals: number): string {
  const text = fixed(value, decimals);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

function fixed(value: number, decimals: number): string {
  return Number.isFinite(value) ? grouped(value, decimals, decimals) : ABSENT;
}

function grouped(value: number, minimum: number, maximum: number): string {
  const text = formatOf(minimum, maximum).format(Math.abs(value));
  // A number that rounds to nought has no sign; a minus is as wide as a plus.
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}

/** Made once: it takes longer than formatting a number many times over. */
const FORMATS = new Map<string, Intl.NumberFormat>();

function formatOf(minimum: number, maximum: number): Intl.NumberFormat {
  const key = `${minimum}-${maximum}`;
  const known = FORMATS.get(key);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat('en-US', { minimumFractionDigits: minimum, maximumFractionDigits: maximum });
  FORMATS.set(key, format);
  return format;
}
