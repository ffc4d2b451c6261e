import { gammaln } from 'simple-statistics';

/** Tables that are equally probable but for rounding count as equally extreme, as in R. */
const RELATIVE_TOLERANCE = 1e-7;

/**
 * Two-sided exact p of "both rows have the same share of hits" (Fisher 1922): the sum of the probabilities of all
 * tables with the same margins that are no more probable than the observed one.
 */
export function fisherExact(firstHits: number, firstMisses: number, secondHits: number, secondMisses: number): number {
  const { fewest, most, logProbability } = tables(firstHits, firstMisses, secondHits, secondMisses);
  const observed = logProbability(firstHits) + Math.log1p(RELATIVE_TOLERANCE);
  let sum = 0;
  for (let count = fewest; count <= most; count += 1) {
    const candidate = logProbability(count);
    if (candidate <= observed) sum += Math.exp(candidate);
  }
  return Math.min(1, sum);
}

/** One-sided: the probability, if both rows have the same share of hits, of as many hits in the first as there are. */
export function fisherUpperTail(
  firstHits: number,
  firstMisses: number,
  secondHits: number,
  secondMisses: number,
): number {
  const { most, logProbability } = tables(firstHits, firstMisses, secondHits, secondMisses);
  let sum = 0;
  // Each table's probability follows from the one before; the first, of which there are logarithms only, is dear.
  let probability = Math.exp(logProbability(firstHits));
  for (let count = firstHits; count <= most; count += 1) {
    sum += probability;
    const more = count - firstHits;
    probability *= ((firstMisses - more) * (secondHits - more)) / ((count + 1) * (secondMisses + more + 1));
  }
  // Where the first is too small for a number, the likely ones lie above it.
  return sum === 0 && firstHits * (secondHits + secondMisses) < secondHits * (firstHits + firstMisses)
    ? 1
    : Math.min(1, sum);
}

/** All tables with these margins, by the hits in their first row. */
function tables(
  firstHits: number,
  firstMisses: number,
  secondHits: number,
  secondMisses: number,
): { readonly fewest: number; readonly most: number; readonly logProbability: (count: number) => number } {
  const first = firstHits + firstMisses;
  const second = secondHits + secondMisses;
  const hits = firstHits + secondHits;
  return {
    fewest: Math.max(0, hits - second),
    most: Math.min(first, hits),
    logProbability: (count) =>
      logChoose(first, count) + logChoose(second, hits - count) - logChoose(first + second, hits),
  };
}

function logChoose(total: number, chosen: number): number {
  return gammaln(total + 1) - gammaln(chosen + 1) - gammaln(total - chosen + 1);
}
