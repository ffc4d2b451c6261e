import { fisherUpperTail } from './fisher-exact.ts';

/** Tables that are equally extreme but for rounding count as equally extreme, as in SciPy. */
const RELATIVE_TOLERANCE = 1e-7;
/** The chance of a table bends within steps of 1 / √n of the angle; so many points a step see each of its peaks. */
const POINTS_PER_STEP = 12;
const REFINEMENTS = 40;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * One-sided p of "the first row has hits no more often than the second": Boschloo's test (1970). It orders tables by
 * Fisher's one-sided p and takes the largest probability, over all rates that both rows may share, of a table as
 * extreme as the one that was seen. It errs in at most as many cases as its level says, whatever the shared rate is,
 * and finds whatever Fisher's test finds.
 */
export function boschlooUpperTail(
  firstHits: number,
  firstMisses: number,
  secondHits: number,
  secondMisses: number,
): number {
  const key = [firstHits, firstMisses, secondHits, secondMisses].join(' ');
  const known = memo.get(key);
  if (known !== undefined) return known;
  const p = largestChance(firstHits + firstMisses, secondHits + secondMisses, firstHits, secondHits);
  memo.set(key, p);
  return p;
}

// A pure function of four counts, of which simulations ask again and again.
const memo = new Map<string, number>();

function largestChance(first: number, second: number, firstHits: number, secondHits: number): number {
  const observed = fisherUpperTail(firstHits, first - firstHits, secondHits, second - secondHits);
  const fewest = fewestHits(first, second, observed * (1 + RELATIVE_TOLERANCE));
  const chanceAt = chanceOfExtreme(first, second, fewest);
  const points = 32 + Math.ceil(POINTS_PER_STEP * Math.sqrt(first + second));
  const step = Math.PI / 2 / points;
  let [best, bestAngle] = [0, 0];
  for (let point = 0; point <= points; point += 1) {
    const chance = chanceAt(point * step);
    if (chance > best) [best, bestAngle] = [chance, point * step];
  }
  return Math.min(1, Math.max(best, peak(chanceAt, Math.max(0, bestAngle - step), bestAngle + step)));
}

/**
 * For each number of hits in the second row the fewest in the first that are as extreme as `limit`; one more than there can be
 * where none are. They never fall as the hits of the second row rise.
 */
function fewestHits(first: number, second: number, limit: number): readonly number[] {
  let fewest = 0;
  return Array.from({ length: second + 1 }, (_, hits) => {
    while (fewest <= first && fisherUpperTail(fewest, first - fewest, hits, second - hits) > limit) fewest += 1;
    return fewest;
  });
}

/** The chance of an extreme table where both rows have hits at the rate sin² of an angle. */
function chanceOfExtreme(first: number, second: number, fewest: readonly number[]): (angle: number) => number {
  return (angle) => {
    const rate = Math.sin(angle) ** 2;
    const atLeast = binomial(first, rate);
    for (let hits = first - 1; hits >= 0; hits -= 1) atLeast[hits] = (atLeast[hits] ?? 0) + (atLeast[hits + 1] ?? 0);
    return binomial(second, rate).reduce((sum, chance, hits) => sum + chance * (atLeast[fewest[hits] ?? 0] ?? 0), 0);
  };
}

/** The probabilities of 0, 1, … `trials` hits, from the likeliest number outwards: each follows from its neighbour. */
function binomial(trials: number, rate: number): Float64Array {
  const all = new Float64Array(trials + 1);
  const likeliest = Math.min(trials, Math.floor((trials + 1) * rate));
  all[likeliest] = 1;
  let sum = 1;
  for (let hits = likeliest; hits < trials; hits += 1) {
    const next = ((all[hits] ?? 0) * (trials - hits) * rate) / ((hits + 1) * (1 - rate));
    sum += all[hits + 1] = next;
  }
  for (let hits = likeliest; hits > 0; hits -= 1) {
    const next = ((all[hits] ?? 0) * hits * (1 - rate)) / ((trials - hits + 1) * rate);
    sum += all[hits - 1] = next;
  }
  return all.map((chance) => chance / sum);
}

/** The largest value between two points with one peak between them, by golden-section search (Kiefer 1953). */
function peak(value: (at: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let number = 0; number < REFINEMENTS; number += 1) {
    const span = GOLDEN * (high - low);
    if (value(high - span) > value(low + span)) high = low + span;
    else low = high - span;
  }
  return value((low + high) / 2);
}
