/** A part of a series with one level: the values from `from` up to, not including, `to`. */
export type Stretch = { readonly from: number; readonly to: number };

/** @param splits the first index of each stretch but the first, in rising order */
export function stretchesOf(length: number, splits: readonly number[]): readonly Stretch[] {
  const starts = [0, ...splits];
  return starts.map((from, place) => ({ from, to: starts[place + 1] ?? length }));
}

/** What a change must be worth, in units of log n: those of the modified BIC for an unknown place and level. */
const WEIGHT_OF_CHANGE = 3;
/** Level and place. */
const PARAMETERS_OF_STRETCH = 2;
/** Variance of what rounding leaves of values that lie exactly on their levels; those have variance 1. */
const LEAST_VARIANCE = 1e-12;

/**
 * What a model of levels costs: (n − 2(m + 1) − 1) log s² + 3 m log n for m changes, where s² is the variance of what is left of
 * each value after its level and after its neighbour: the noise is autoregressive of first order, with the coefficient that fits
 * the residuals. The penalty is the leading term of the modified BIC of Zhang & Siegmund (2007). The noise is that of Chakar,
 * Lebarbier, Lévy-Leduc & Robin (2017): with independent noise, a series that wanders would change again and again. The
 * parameters are taken off n, so that short series raise no more false alarms than long ones.
 *
 * @param values with variance 1
 * @param splits as of `stretchesOf`
 */
export function costOfLevels(values: readonly number[], splits: readonly number[]): number {
  const n = values.length;
  const residuals = residualsOf(values, splits);
  const coefficient = autoregressionOf(residuals);
  let squares = (residuals[0] ?? 0) ** 2 * (1 - coefficient ** 2);
  for (let index = 1; index < n; index += 1) {
    squares += ((residuals[index] ?? 0) - coefficient * (residuals[index - 1] ?? 0)) ** 2;
  }
  const weight = n - PARAMETERS_OF_STRETCH * (splits.length + 1) - 1;
  return weight <= 0
    ? Number.POSITIVE_INFINITY
    : weight * Math.log(squares / n + LEAST_VARIANCE) + WEIGHT_OF_CHANGE * splits.length * Math.log(n);
}

function residualsOf(values: readonly number[], splits: readonly number[]): Float64Array {
  const residuals = new Float64Array(values.length);
  for (const { from, to } of stretchesOf(values.length, splits)) {
    let sum = 0;
    for (let index = from; index < to; index += 1) sum += values[index] ?? 0;
    const level = sum / (to - from);
    for (let index = from; index < to; index += 1) residuals[index] = (values[index] ?? 0) - level;
  }
  return residuals;
}

/** Least squares of each residual on the one before it. */
function autoregressionOf(residuals: Float64Array): number {
  let products = 0;
  let squares = 0;
  for (let index = 1; index < residuals.length; index += 1) {
    const previous = residuals[index - 1] ?? 0;
    products += previous * (residuals[index] ?? 0);
    squares += previous ** 2;
  }
  return squares > 0 ? products / squares : 0;
}
