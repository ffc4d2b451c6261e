import { gaussLegendre } from '#harness/stats/distributions/gauss-legendre.ts';
import { normalDensity, normalQuantile, normalUpperTail } from '#harness/stats/distributions/normal.ts';
import type { Spending } from './spending.ts';

/** A boundary is at most this high: what is spent on crossing a higher one would not show in any result. */
const HIGHEST = 10.5;
const LEAST_SPENT = 1e-25;
/** As many standard deviations below zero a path is given up: the way back up to a boundary is too far. */
const LOWEST = 8;
/** Points for each standard deviation of the narrowest feature; the boundaries then hold to 1e-9. */
const POINTS_PER_DEVIATION = 1.5;

/**
 * The boundaries of a one-sided test that looks repeatedly at accumulating data: it stops at the first look whose z is
 * above its boundary, and under the null hypothesis it has stopped by each look with probability
 * α · spending(fraction). Found look by look by integrating the density of the paths that have not stopped (Armitage,
 * McPherson & Rowe 1969; Lan & DeMets 1983; Jennison & Turnbull 2000, chapter 19). A boundary depends on no later look.
 * It is infinite at a look that may spend nothing.
 *
 * @param alpha one-sided, strictly between 0 and 1
 * @param fractions information at each look as a share of what was planned: positive, rising, not necessarily up to 1
 */
export function sequentialBoundaries(
  alpha: number,
  fractions: readonly number[],
  spending: Spending,
): readonly number[] {
  const boundaries: number[] = [];
  let paths = PATHS_AT_START;
  let spent = 0;
  for (const [look, fraction] of fractions.entries()) {
    const spendable = alpha * spending(fraction, alpha);
    const boundary = boundaryThatSpends(spendable - spent, paths, fraction);
    boundaries.push(boundary);
    spent = spendable;
    const next = fractions[look + 1];
    if (next !== undefined) paths = pathsBelow(boundary, paths, fraction, next);
  }
  return boundaries;
}

/**
 * The paths that have not stopped by a look, as point masses for the quadrature. A path is a Brownian motion: at
 * fraction t its place is z · √t, and its steps are independent with the variance of the information gained.
 */
type Paths = {
  readonly fraction: number;
  readonly places: Float64Array;
  readonly masses: Float64Array;
  /** No path is above. */
  readonly top: number;
};

const PATHS_AT_START: Paths = { fraction: 0, places: Float64Array.of(0), masses: Float64Array.of(1), top: 0 };

/**
 * The z that is crossed at `fraction` with this probability. The paths' density is log-concave, for truncation and
 * convolution keep it so (Prékopa 1973); then so is the probability of being above a place, and Newton's steps on its
 * logarithm fall to the solution from any place above it. The start is such a place, because no path is higher than
 * `top`.
 */
function boundaryThatSpends(probability: number, paths: Paths, fraction: number): number {
  if (probability < LEAST_SPENT) return Number.POSITIVE_INFINITY;
  const scale = Math.sqrt(fraction);
  const spread = Math.sqrt(fraction - paths.fraction);
  const z = -normalQuantile(probability);
  let place = Math.min(z * scale, paths.top + z * spread);
  for (let step = 0; step < 100; step += 1) {
    const above = probabilityAbove(place, paths, spread);
    const move = (Math.log(above / probability) * above) / densityAt(place, paths, spread);
    place += move;
    if (Math.abs(move) < 1e-11 * scale) break;
  }
  return place / scale;
}

/** Probability that a path is above a place after a step of this spread. */
function probabilityAbove(place: number, { places, masses }: Paths, spread: number): number {
  let sum = 0;
  for (let index = 0; index < places.length; index += 1) {
    sum += (masses[index] ?? 0) * normalUpperTail((place - (places[index] ?? 0)) / spread);
  }
  return sum;
}

/** Density of the paths at a place after a step of this spread. */
function densityAt(place: number, { places, masses }: Paths, spread: number): number {
  let sum = 0;
  for (let index = 0; index < places.length; index += 1) {
    sum += (masses[index] ?? 0) * normalDensity((place - (places[index] ?? 0)) / spread);
  }
  return sum / spread;
}

/** The paths after one more step that are below the boundary. */
function pathsBelow(boundary: number, before: Paths, fraction: number, nextFraction: number): Paths {
  const scale = Math.sqrt(fraction);
  const top = Math.min(boundary, HIGHEST) * scale;
  const bottom = -LOWEST * scale;
  const step = fraction - before.fraction;
  // What is integrated next is a product of two bells, of the step to here and of the step from here.
  const narrowest = Math.sqrt(1 / (1 / step + 1 / (nextFraction - fraction)));
  const rule = gaussLegendre(Math.ceil((POINTS_PER_DEVIATION * (top - bottom)) / narrowest) + 4);
  const half = (top - bottom) / 2;
  const spread = Math.sqrt(step);
  const places = rule.nodes.map((node) => bottom + half * (1 + node));
  const masses = rule.weights.map((weight, index) => half * weight * densityAt(places[index] ?? 0, before, spread));
  return { fraction, places, masses, top };
}
