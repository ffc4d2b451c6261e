import type { Comparison, Interval } from '#harness/domain/comparison.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { Unit } from '#harness/domain/metric.ts';
import { type Margin, marginFor } from '#harness/domain/suite.ts';
import { fixed, rough, signed, trimmed } from './numbers.ts';

/** How numbers in base units are printed. Chosen once for what is read together, so that it can be compared by eye. */
export type PrintScale = { readonly unit: string; readonly divisor: number; readonly decimals: number };

const SCALES: { readonly [U in Unit]: (size: number) => PrintScale } = {
  ms: (size) => (size >= 10_000 ? scaled('s', 1000, size) : scaled('ms', 1, size)),
  'tok/s': (size) => scaled('tok/s', 1, size),
  'answers/s': (size) => scaled('answers/s', 1, size),
  B: (size) => bytes('', size),
  'B/cycle': (size) => bytes('/cycle', size),
  J: (size) => (size < 1 ? scaled('mJ', 0.001, size) : scaled('J', 1, size)),
  W: (size) => scaled('W', 1, size),
  count: (size) => (size >= 1e9 ? scaled('billion', 1e9, size) : scaled('million', 1e6, size)),
  ratio: () => ({ unit: '%', divisor: 0.01, decimals: 2 }),
};

/** Decimal units throughout: 1 MB is 1,000,000 bytes. `magnitude` is the largest number to be read, in base units. */
export function scaleFor(unit: Unit, magnitude: number): PrintScale {
  return SCALES[unit](Math.abs(magnitude));
}

/** `136.5 ms`. */
export function quantity(value: number, scale: PrintScale): string {
  return `${bare(value, scale)} ${scale.unit}`;
}

/** The number without its unit, for a column that names the unit. */
export function bare(value: number, scale: PrintScale): string {
  return fixed(value / scale.divisor, scale.decimals);
}

/** `912.4 MB`. */
export function byteSize(value: number): string {
  return quantity(value, scaleFor('B', value));
}

/** Further digits say nothing to anybody. */
const MOST_MORE_DECIMALS = 4;

/** What a change is of, and whether it is a ratio. */
type Changing = Pick<Comparison, 'metric' | 'scale'>;

/** From this change on a ratio is read more easily than per cent: three times as much, not two hundred per cent more. */
const MANIFOLD = 2;

/** `+10.8 % [9.1, 12.4]`, or `×15.7 [13.0, 17.4]` of a number that is at least three times as large as it was. */
export function changeText(change: Interval, of: Changing): string {
  if (isManifold(change.estimate, of)) {
    const [times, low, high] = [change.estimate, change.low, change.high].map(factorText);
    return low === high ? `×${times}` : `×${times} [${low}, ${high}]`;
  }
  const scale = changeScale(of, Math.max(Math.abs(change.low), Math.abs(change.high)));
  const estimate = `${signed(change.estimate / scale.divisor, scale.decimals)} ${scale.unit}`;
  // Values that do not vary have an interval of no width; printing it three times shows nothing.
  if (change.low === change.high) return estimate;
  const boundOf = change.low > 0 || change.high < 0 ? besideZero : bare;
  return `${estimate} [${boundOf(change.low, scale)}, ${boundOf(change.high, scale)}]`;
}

function isManifold(change: number, { scale }: Changing): boolean {
  return scale === 'relative' && change >= MANIFOLD;
}

/** A change of +2 is three times as much: `3.00`. */
function factorText(change: number): string {
  const factor = 1 + change;
  return fixed(factor, factor >= 100 ? 0 : factor >= 10 ? 1 : 2);
}

/** A bound that is surely not zero, with as many more decimals as it takes to say so. */
function besideZero(value: number, scale: PrintScale): string {
  const texts = Array.from({ length: MOST_MORE_DECIMALS + 1 }, (_, more) =>
    bare(value, { ...scale, decimals: scale.decimals + more }),
  );
  return texts.find((text) => /[1-9]/.test(text)) ?? bare(value, scale);
}

/** A change without its interval: `+10.8 %`, `×15.7`. */
export function signedText(change: number, of: Changing): string {
  if (isManifold(change, of)) return `×${factorText(change)}`;
  const { unit, divisor, decimals } = changeScale(of, change);
  return `${signed(change / divisor, decimals)} ${unit}`;
}

/** A margin was typed by a person: no trailing zeros, at most two decimals. */
export function marginText(margin: number, of: Changing): string {
  const { unit, divisor } = changeScale(of, margin);
  return `${trimmed(margin / divisor)} ${unit}`;
}

/**
 * The margin of a comparison as its suite states it: `5 %`. Where the other of the suite's two sizes is the one that holds,
 * or the change is not on the scale of the suite's margin, both are printed: `20 MB (74.3 %)`.
 */
export function statedMarginText(
  of: Changing & { readonly margin: number },
  margins: readonly Margin[],
  deviceModel: string,
): string {
  const onScale = marginText(of.margin, of);
  const stated = statedSizeText(of, margins, deviceModel);
  if (stated === onScale) return onScale;
  return of.scale === 'relative' ? `${stated} (${onScale})` : `${onScale} (${stated})`;
}

/** The size alone that the suite states and that holds, on whatever scale: `20 MB`. It is the same on every phone. */
export function statedSizeText(
  of: Changing & { readonly margin: number },
  margins: readonly Margin[],
  deviceModel: string,
): string {
  const onScale = marginText(of.margin, of);
  const stated = marginFor(margins, of.metric, deviceModel);
  if (stated === undefined) return onScale;
  const { percent, absolute } = stated;
  if (of.scale === 'relative') {
    const isAbsolute = absolute !== null && percent !== null && 100 * of.margin > percent * (1 + SAME);
    return isAbsolute ? marginText(absolute, { metric: of.metric, scale: 'absolute' }) : onScale;
  }
  const isPercent = percent !== null && of.margin > (absolute ?? 0) * (1 + SAME);
  return isPercent ? `${trimmed(percent)} %` : onScale;
}

/** Numbers that differ by less are the same one, worked out in two ways. */
const SAME = 1e-9;

/** A spread or a distance, which is known roughly only: `4.2 %`. */
export function roughText(size: number, of: Changing): string {
  const { unit, divisor } = changeScale(of, size);
  return `${rough(size / divisor)} ${unit}`;
}

/** Relative changes in per cent, absolute ones in the metric's unit, ratios in percentage points. */
function changeScale({ metric, scale }: Changing, magnitude: number): PrintScale {
  const { unit } = METRICS[metric];
  if (scale === 'relative') return { unit: '%', divisor: 0.01, decimals: 1 };
  if (unit === 'ratio') return { unit: 'pp', divisor: 0.01, decimals: 2 };
  return scaleFor(unit, magnitude);
}

function bytes(suffix: string, size: number): PrintScale {
  if (size >= 1_000_000) return scaled(`MB${suffix}`, 1_000_000, size);
  if (size >= 1000) return scaled(`kB${suffix}`, 1000, size);
  return { unit: `B${suffix}`, divisor: 1, decimals: 0 };
}

function scaled(unit: string, divisor: number, size: number): PrintScale {
  const shown = size / divisor;
  if (shown >= 1000) return { unit, divisor, decimals: 0 };
  if (shown >= 10) return { unit, divisor, decimals: 1 };
  return { unit, divisor, decimals: shown >= 1 ? 2 : 3 };
}
