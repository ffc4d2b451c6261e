import { gammaln } from 'simple-statistics';

const RELATIVE_PRECISION = 1e-16;
/** Both expansions settle within O(√a) steps of the boundary between them. */
const MAX_STEPS = 10_000;
/** Stands for zero in a denominator, as the modified Lentz algorithm asks. */
const TINY = 1e-300;

/**
 * Regularised upper incomplete gamma function Q(a, x) = Γ(a, x) / Γ(a), for a > 0 and x ≥ 0; small values keep their
 * digits. Below a + 1 by the series DLMF 8.11.4 of its complement, above by the even part of the continued fraction
 * DLMF 8.9.2, by the modified Lentz algorithm.
 */
export function upperIncompleteGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const factor = Math.exp(a * Math.log(x) - x - gammaln(a));
  return x < a + 1 ? 1 - factor * series(a, x) : factor * fraction(a, x);
}

function series(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let step = 1; step <= MAX_STEPS && term > RELATIVE_PRECISION * sum; step += 1) {
    term *= x / (a + step);
    sum += term;
  }
  return sum;
}

function fraction(a: number, x: number): number {
  let partial = x + 1 - a;
  let numerator = 1 / TINY;
  let denominator = 1 / awayFromZero(partial);
  let result = denominator;
  for (let step = 1; step <= MAX_STEPS; step += 1) {
    const coefficient = -step * (step - a);
    partial += 2;
    denominator = 1 / awayFromZero(partial + coefficient * denominator);
    numerator = awayFromZero(partial + coefficient / numerator);
    const change = denominator * numerator;
    result *= change;
    if (Math.abs(change - 1) <= RELATIVE_PRECISION) break;
  }
  return result;
}

function awayFromZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}
