/**
 * Variance of the median of so many independent normal values: π/2 · σ² / n, which holds for large n (Cramér 1946,
 * Mathematical Methods of Statistics, 28.5). Of 16 values it is 9 % too much, of five 10 %.
 */
export function medianVariance(sd: number, values: number): number {
  return (Math.PI / 2) * (sd ** 2 / values);
}
