import { gammaln } from 'simple-statistics';

/**
 * Probability of at most `heads` heads in `tosses` tosses of a fair coin. Summed from the logarithms of the binomial
 * coefficients; simple-statistics' `binomialDistribution` cuts its upper end off at a cumulative 1 − 1e-4.
 */
export function atMostHeads(heads: number, tosses: number): number {
  const logTosses = gammaln(tosses + 1) - tosses * Math.LN2;
  let sum = 0;
  for (let count = 0; count <= Math.min(heads, tosses); count += 1) {
    sum += Math.exp(logTosses - gammaln(count + 1) - gammaln(tosses - count + 1));
  }
  return Math.min(1, sum);
}
