/** How often tests of two fault rates err and what they find, worked out exactly: a choice between four of them. */
import { FAULT_ALPHA } from '#harness/compare/levels.ts';
import { fisherUpperTail } from '#harness/stats/tests/fisher-exact.ts';

/** Whether so many faults of the candidate and of the baseline are significant. */
type Test = { readonly name: string; readonly isSignificant: Region };
type Region = (faults: number, before: number) => boolean;

/** Rates that both builds may share, dense enough to see every peak. */
const SHARED = Array.from({ length: 201 }, (_, index) => Math.sin((Math.PI / 2) * (index / 200)) ** 2);

/** The tests of so many launches of the candidate against so many of the baseline, at one-sided 5 %. */
export function testsOf(launches: number, stored: number): readonly Test[] {
  const tail = (faults: number, before: number): number =>
    faults > launches ? 0 : fisherUpperTail(faults, launches - faults, before, stored - before);
  return [
    { name: 'Fisher', isSignificant: (faults, before) => tail(faults, before) <= FAULT_ALPHA },
    {
      name: 'Fisher, mid-p',
      // Half of the table that was seen: the tail from it on and the tail beyond it, on average.
      isSignificant: (faults, before) => (tail(faults, before) + tailBeyond(tail, faults, before)) / 2 <= FAULT_ALPHA,
    },
    { name: 'Boschloo', isSignificant: largestRegion(launches, stored, tail) },
    { name: 'Barnard', isSignificant: largestRegion(launches, stored, (a, b) => -pooledZ(a, launches, b, stored)) },
  ];
}

/** The chance of a significant result where the builds fail at these rates. */
export function chanceOf(
  { isSignificant }: Test,
  launches: number,
  stored: number,
  rate: number,
  before: number,
): number {
  return sumOver(isSignificant, binomial(launches, rate), binomial(stored, before));
}

export function largestSize(test: Test, launches: number, stored: number): number {
  return Math.max(...SHARED.map((rate) => chanceOf(test, launches, stored, rate, rate)));
}

function tailBeyond(tail: (faults: number, before: number) => number, faults: number, before: number): number {
  // The same total: one fault more of the candidate is one fewer of the baseline.
  return before === 0 ? 0 : tail(faults + 1, before - 1);
}

/** The tables of the smallest statistics, as many as keep the chance of one of them to 5 % at every shared rate. */
function largestRegion(launches: number, stored: number, statistic: (a: number, b: number) => number): Region {
  const values = Array.from({ length: launches + 1 }, (_, a) =>
    Array.from({ length: stored + 1 }, (__, b) => Number(statistic(a, b).toPrecision(9))),
  );
  const steps = [...new Set(values.flat())].toSorted((a, b) => a - b);
  const chances = SHARED.map((rate) => [binomial(launches, rate), binomial(stored, rate)] as const);
  const within =
    (limit: number): Region =>
    (a, b) =>
      (values[a]?.[b] ?? Number.POSITIVE_INFINITY) <= limit;
  let [low, high] = [-1, steps.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const region = within(steps[middle] ?? 0);
    if (chances.every(([now, before]) => sumOver(region, now, before) <= FAULT_ALPHA)) low = middle;
    else high = middle - 1;
  }
  return within(steps[low] ?? Number.NEGATIVE_INFINITY);
}

/** The difference of two shares in standard errors, as if both were the same. */
function pooledZ(faults: number, launches: number, before: number, stored: number): number {
  const share = (faults + before) / (launches + stored);
  const variance = share * (1 - share) * (1 / launches + 1 / stored);
  return variance === 0 ? 0 : (faults / launches - before / stored) / Math.sqrt(variance);
}

function sumOver(isIn: Region, now: readonly number[], before: readonly number[]): number {
  let sum = 0;
  for (const [a, chance] of now.entries()) {
    if (chance < 1e-15) continue;
    for (const [b, other] of before.entries()) if (other > 1e-15 && isIn(a, b)) sum += chance * other;
  }
  return sum;
}

/** The probabilities of 0, 1, … hits. */
function binomial(trials: number, rate: number): readonly number[] {
  let logWays = 0;
  return Array.from({ length: trials + 1 }, (_, hits) => {
    if (hits > 0) logWays += Math.log((trials - hits + 1) / hits);
    const logHits = hits === 0 ? 0 : hits * Math.log(rate);
    return Math.exp(logWays + logHits + (hits === trials ? 0 : (trials - hits) * Math.log1p(-rate)));
  });
}
