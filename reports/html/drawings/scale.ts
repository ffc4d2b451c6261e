/** A line of numbers along an axis, in pixels, with round numbers to be labelled. */
export type Scale = { readonly at: (value: number) => number; readonly ticks: readonly number[] };

/** Round numbers that cover the values, and where they stand between two pixels. */
export function scaleOf(values: readonly number[], from: number, to: number, isFromZero = false): Scale {
  const finite = values.filter(Number.isFinite);
  const [least, most] = [Math.min(...finite), Math.max(...finite)];
  const low = finite.length === 0 || isFromZero ? Math.min(0, finite.length === 0 ? 0 : least) : least;
  const high = finite.length === 0 ? 1 : most;
  const step = roundStep((high - low || Math.abs(high) || 1) / 3);
  const [start, end] = [Math.floor(low / step), Math.max(Math.ceil(high / step), Math.floor(low / step) + 1)];
  const ticks = Array.from({ length: end - start + 1 }, (_, index) => Number(((start + index) * step).toPrecision(12)));
  const [first, last] = [start * step, end * step];
  return {
    at: (value) => Math.round((from + ((value - first) / (last - first || 1)) * (to - from)) * 10) / 10,
    ticks: ticks.length > 5 ? ticks.filter((_, index) => index % 2 === 0) : ticks,
  };
}

/** 1, 2 or 5 times a power of ten, no smaller than asked for. */
function roundStep(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size));
  return power * ([1, 2, 5, 10].find((step) => step * power >= size * 0.999) ?? 10);
}

/** A label on an axis: grouped, without trailing zeros. */
export function tickText(value: number): string {
  return FORMAT.format(value).replace('-', '−');
}

const FORMAT = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6 });
