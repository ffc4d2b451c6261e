import { mean } from './moments.ts';

/**
 * How much values that follow each other resemble their neighbours, −1 to 1 and near 0 where order means nothing:
 * r₁ = Σ (x_t − x̄)(x_{t+1} − x̄) / Σ (x_t − x̄)² (Box & Jenkins 1976, 2.1.6). Independent values give −1/n on average,
 * with a standard error of about 1/√n. Null of fewer than three values and of values that are all equal.
 */
export function lagOneAutocorrelation(values: readonly number[]): number | null {
  const centre = mean(values);
  if (centre === null || values.length < 3 || values.every((value) => value === values[0])) return null;
  let products = 0;
  let squares = 0;
  let previous = 0;
  for (const value of values) {
    const deviation = value - centre;
    products += previous * deviation;
    squares += deviation ** 2;
    previous = deviation;
  }
  return products / squares;
}
