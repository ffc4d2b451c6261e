/** A curve through points that rises wherever they do. */
export type RisingCurve = {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** At each point. */
  readonly slopes: readonly number[];
};

/**
 * The piecewise cubic through points that overshoots none of them (Fritsch & Carlson 1980), its slopes inside by the
 * weighted harmonic mean of Fritsch & Butland (1984), as scipy's and MATLAB's `pchip` have them, and at the ends those
 * of the outer chords.
 *
 * @param x at least two, strictly rising
 * @param y rising with them
 */
export function risingCurve(x: readonly number[], y: readonly number[]): RisingCurve {
  const widths = x.slice(1).map((value, index) => value - (x[index] ?? 0));
  const chords = widths.map((width, index) => ((y[index + 1] ?? 0) - (y[index] ?? 0)) / width);
  const slopes = x.map((_, index) => {
    const [before, after] = [chords[index - 1], chords[index]];
    if (before === undefined || after === undefined) return before ?? after ?? 0;
    if (before * after <= 0) return 0;
    const [left, right] = [widths[index - 1] ?? 0, widths[index] ?? 0];
    return (3 * (left + right)) / ((2 * right + left) / before + (right + 2 * left) / after);
  });
  return { x, y, slopes };
}

/** The curve at `at`; beyond its ends it goes on straight. */
export function valueAt({ x, y, slopes }: RisingCurve, at: number): number {
  const last = x.length - 1;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((x[middle] ?? 0) <= at) low = middle;
    else high = middle;
  }
  const [x0, x1, y0, y1] = [x[low] ?? 0, x[high] ?? 0, y[low] ?? 0, y[high] ?? 0];
  const [slope0, slope1] = [slopes[low] ?? 0, slopes[high] ?? 0];
  if (at < x0) return y0 + slope0 * (at - x0);
  if (at > x1) return y1 + slope1 * (at - x1);
  const width = x1 - x0;
  const share = (at - x0) / width;
  const rest = 1 - share;
  // Hermite's form: the way from one value to the other, and what the slopes add on it.
  return y0 + (y1 - y0) * share ** 2 * (1 + 2 * rest) + width * share * rest * (slope0 * rest - slope1 * share);
}
