import { gammaln } from 'simple-statistics';
import { incompleteBetaOf, logNormOf } from './incomplete-beta.ts';
import { normalQuantile } from './normal.ts';

/**
 * Probability that Student's t is at most `t`. By the incomplete beta function (Abramowitz & Stegun 26.7.1);
 * simple-statistics has no t distribution.
 *
 * @param degreesOfFreedom positive, need not be whole
 */
export function studentCdf(t: number, degreesOfFreedom: number): number {
  const tail = tailBeyond(t, degreesOfFreedom, logNormOf(degreesOfFreedom / 2, 0.5));
  return t > 0 ? 1 - tail : tail;
}

/** Of one end, whatever the sign of `t`. */
function tailBeyond(t: number, degreesOfFreedom: number, logNorm: number): number {
  const x = degreesOfFreedom / (degreesOfFreedom + t * t);
  return 0.5 * incompleteBetaOf(x, degreesOfFreedom / 2, 0.5, logNorm);
}

/** Probability that Student's t is above `t`; small ones keep all their digits. */
export function studentUpperTail(t: number, degreesOfFreedom: number): number {
  return studentCdf(-t, degreesOfFreedom);
}

/**
 * Quantile of Student's t, to about 1e-12 relative. In closed form for one and two degrees of freedom, else by Newton
 * steps from the normal quantile, kept inside a bracket.
 *
 * @param probability strictly between 0 and 1
 * @param degreesOfFreedom positive, need not be whole
 */
export function studentQuantile(probability: number, degreesOfFreedom: number): number {
  if (probability === 0.5) return 0;
  if (probability < 0.5) return -upperQuantile(probability, degreesOfFreedom);
  return upperQuantile(1 - probability, degreesOfFreedom);
}

/**
 * By degrees of freedom and tail. Looks ask for the same few quantiles over and over; those of a fraction of a degree are
 * asked for several times by the one comparison that has it.
 */
const remembered = new Map<number, Map<number, number>>();

function upperQuantile(tail: number, degreesOfFreedom: number): number {
  const known = remembered.get(degreesOfFreedom) ?? rememberDegrees(degreesOfFreedom);
  const before = known.get(tail);
  if (before !== undefined) return before;
  const t = soughtQuantile(tail, degreesOfFreedom);
  if (known.size > MOST_REMEMBERED) known.clear();
  known.set(tail, t);
  return t;
}

function rememberDegrees(degreesOfFreedom: number): Map<number, number> {
  if (remembered.size > MOST_REMEMBERED) remembered.clear();
  const known = new Map<number, number>();
  remembered.set(degreesOfFreedom, known);
  return known;
}

const MOST_REMEMBERED = 1000;

/** The t above which `tail`, less than a half, of the distribution lies. */
function soughtQuantile(tail: number, degreesOfFreedom: number): number {
  if (degreesOfFreedom === 1) return 1 / Math.tan(Math.PI * tail);
  if (degreesOfFreedom === 2) return (1 - 2 * tail) * Math.sqrt(2 / (4 * tail * (1 - tail)));
  const half = degreesOfFreedom / 2;
  const logNorm = logNormOf(half, 0.5);
  const logDensityNorm = gammaln(half + 0.5) - gammaln(half) - 0.5 * Math.log(Math.PI * degreesOfFreedom);
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  let t = firstGuess(tail, degreesOfFreedom);
  for (let step = 0; step < 200; step += 1) {
    // The tail and density at t, without working out anew what does not depend on it.
    const above = tailBeyond(t, degreesOfFreedom, logNorm);
    const density = Math.exp(logDensityNorm - (half + 0.5) * Math.log1p((t * t) / degreesOfFreedom));
    if (above > tail) low = t;
    else high = t;
    // The logarithm of the tail is close to a line, so that Newton's steps are good even far out.
    let next = t + (Math.log(above / tail) * above) / density;
    if (!(next > low && next < high)) next = high === Number.POSITIVE_INFINITY ? 2 * t + 1 : (low + high) / 2;
    if (Math.abs(next - t) <= 1e-13 * t) return next;
    t = next;
  }
  return t;
}

/** Two terms of the Cornish–Fisher expansion (Abramowitz & Stegun 26.7.5). */
function firstGuess(tail: number, degreesOfFreedom: number): number {
  const z = -normalQuantile(tail);
  return z + (z ** 3 + z) / (4 * degreesOfFreedom);
}
