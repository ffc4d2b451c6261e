import { gammaln } from 'simple-statistics';

const RELATIVE_PRECISION = 1e-15;
/** The fraction settles within O(√max(a, b)) steps: enough for degrees of freedom beyond any number of launches. */
const MAX_STEPS = 10_000;
/** Stands for zero in a denominator, as the modified Lentz algorithm asks. */
const TINY = 1e-300;

/**
 * Regularised incomplete beta function I_x(a, b), for a, b > 0 and x in 0 to 1: the continued fraction DLMF 8.17.22,
 * by the modified Lentz algorithm. By hand: Student's t from it agrees with that of @stdlib to 1e-12, and the distributions of
 * @stdlib would bring 230 packages.
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  return incompleteBetaOf(x, a, b, logNormOf(a, b));
}

/** ln Γ(a + b) − ln Γ(a) − ln Γ(b): what I_x(a, b) has in it whatever x is. */
export function logNormOf(a: number, b: number): number {
  return gammaln(a + b) - gammaln(a) - gammaln(b);
}

/** The same where that is worked out already, for whoever asks of many x. */
export function incompleteBetaOf(x: number, a: number, b: number, logNorm: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const logFactor = logNorm + a * Math.log(x) + b * Math.log1p(-x);
  const factor = Math.exp(logFactor);
  // Each side of the mean the fraction of the nearer end converges quickly.
  return x < (a + 1) / (a + b + 2) ? (factor * fraction(x, a, b)) / a : 1 - (factor * fraction(1 - x, b, a)) / b;
}

/**
 * The x at which I_x(a, b) is `probability`: the quantile of the beta distribution, to about 1e-14. Newton steps on the
 * logarithm of the probability, kept inside a bracket.
 */
export function incompleteBetaInverse(probability: number, a: number, b: number): number {
  if (probability <= 0) return 0;
  if (probability >= 1) return 1;
  const logNorm = logNormOf(a, b);
  let low = 0;
  let high = 1;
  let x = a / (a + b);
  for (let step = 0; step < 200; step += 1) {
    const below = incompleteBetaOf(x, a, b, logNorm);
    if (below < probability) low = x;
    else high = x;
    const density = Math.exp(logNorm + (a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x));
    let next = x - (Math.log(below / probability) * below) / density;
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (Math.abs(next - x) <= 1e-15 * x) return next;
    x = next;
  }
  return x;
}

function fraction(x: number, a: number, b: number): number {
  let numerator = 1;
  let denominator = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let result = denominator;
  for (let step = 1; step <= MAX_STEPS; step += 1) {
    const even = (step * (b - step) * x) / ((a + 2 * step - 1) * (a + 2 * step));
    denominator = 1 / awayFromZero(1 + even * denominator);
    numerator = awayFromZero(1 + even / numerator);
    result *= denominator * numerator;
    const odd = (-(a + step) * (a + b + step) * x) / ((a + 2 * step) * (a + 2 * step + 1));
    denominator = 1 / awayFromZero(1 + odd * denominator);
    numerator = awayFromZero(1 + odd / numerator);
    const change = denominator * numerator;
    result *= change;
    if (Math.abs(change - 1) < RELATIVE_PRECISION) break;
  }
  return result;
}

function awayFromZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}
