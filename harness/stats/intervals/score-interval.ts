/** Values between −1 and 1, as the changes of scores are, each with how often it occurs. */
export type Tally = ReadonlyMap<number, number>;

/** What a score interval rests on. */
export type ScoreSample = {
  readonly tally: Tally;
  /** How many independent values they are worth; as many as there are where all are independent. */
  readonly effective: number;
};

export function tallyOf(values: readonly number[]): Tally {
  const tally = new Map<number, number>();
  for (const value of values) tally.set(value, (tally.get(value) ?? 0) + 1);
  return tally;
}

/**
 * How many standard errors the mean of values between −1 and 1 lies above `mean`, −1 to 1, with the error that it would have
 * if that were the truth: of all distributions of this mean the likeliest one after these values, which may put weight on
 * the ends, where no value was seen. For values of −1, 0 and 1 that is the score statistic of Tango (1998) for paired
 * proportions; with others it is the same over more categories. Rare losses that no value has shown yet so cannot be taken
 * for none.
 */
export function scoreStatistic({ tally, effective }: ScoreSample, mean: number): number {
  return scoreOf(tally, effective, mean, tilt(tally, mean));
}

/**
 * The same, brought nearer to 0 where the skewness of that distribution says that so large a distance is more likely than a
 * normal one would have it: z − γ (z² − 1) / 6 (Cornish & Fisher 1938; Laud 2017 for scores). Never farther from 0: with few
 * values the correction would take no flips for a proof of few.
 */
export function guardedStatistic({ tally, effective }: ScoreSample, mean: number): number {
  const lambda = tilt(tally, mean);
  const z = scoreOf(tally, effective, mean, lambda);
  const corrected = z - (skewness(tally, mean, lambda) * (z ** 2 - 1)) / 6 / Math.sqrt(effective);
  return Math.abs(corrected) < Math.abs(z) ? corrected : z;
}

/**
 * The means that lie no more than `reach` standard errors from that of the values, each with its own error: the score
 * interval. Null without values.
 */
export function scoreInterval(
  sample: ScoreSample,
  reach: number,
  statistic: typeof scoreStatistic = scoreStatistic,
): { readonly estimate: number; readonly low: number; readonly high: number } | null {
  if (sample.tally.size === 0) return null;
  const average = averageOf(sample.tally);
  const end = (outside: 1 | -1): number =>
    crossing((mean) => -outside * statistic(sample, mean) - reach, outside, average);
  return { estimate: average, low: end(-1), high: end(1) };
}

/** Where a function that falls from above 0 outside to below 0 inside crosses it, to the last digits: regula falsi (Illinois). */
function crossing(excess: (mean: number) => number, outside: number, inside: number): number {
  let [out, above, within, below] = [outside, Number.NaN, inside, excess(inside)];
  let [last, next] = [0, (outside + inside) / 2];
  for (let step = 0; step < 100 && Math.abs(out - within) > 1e-13; step += 1) {
    const value = excess(next);
    if (value > 0) {
      if (last > 0) below /= 2;
      [out, above, last] = [next, value, 1];
    } else {
      if (last < 0) above /= 2;
      [within, below, last] = [next, value, -1];
    }
    const aimed = within - (below * (out - within)) / (above - below);
    const isBetween = (aimed - out) * (aimed - within) < 0;
    next = isBetween ? aimed : (out + within) / 2;
  }
  return within;
}

function averageOf(tally: Tally): number {
  let [total, sum] = [0, 0];
  for (const [value, count] of tally) {
    total += count;
    sum += count * value;
  }
  return sum / total;
}

/** The variance of the likeliest distribution is the distance of the means by λ. */
function scoreOf(tally: Tally, effective: number, mean: number, lambda: number): number {
  const excess = averageOf(tally) - mean;
  return excess === 0 ? 0 : Math.sign(excess) * Math.sqrt(effective * excess * lambda);
}

/** Of the likeliest distribution of that mean. */
function skewness(tally: Tally, mean: number, lambda: number): number {
  let total = 0;
  for (const count of tally.values()) total += count;
  let [weights, squares, cubes] = [0, 0, 0];
  for (const [value, count] of tally) {
    const distance = value - mean;
    const weight = count / (total * (1 + lambda * distance));
    weights += weight;
    squares += weight * distance * distance;
    cubes += weight * distance * distance * distance;
  }
  const [missing, end] = [Math.max(0, 1 - weights), (lambda > 0 ? -1 : 1) - mean];
  squares += missing * end * end;
  cubes += missing * end * end * end;
  return squares === 0 ? 0 : cubes / (squares * Math.sqrt(squares));
}

/**
 * The λ of the likeliest distribution of that mean, which gives a value seen n times in N the weight
 * n / (N (1 + λ (value − mean))) (Owen 1988). λ ends where the weight of −1 or 1 would be negative: there the weight that is
 * missing from 1 lies at that end.
 */
function tilt(tally: Tally, mean: number): number {
  const [first, last] = [-1 / (1 - mean), 1 / (1 + mean)];
  if (slopeAt(tally, mean, last).value >= 0) return last;
  if (slopeAt(tally, mean, first).value <= 0) return first;
  let [low, high, lambda] = [first, last, 0];
  for (let step = 0; step < 100; step += 1) {
    const { value, derivative } = slopeAt(tally, mean, lambda);
    if (value > 0) low = lambda;
    else high = lambda;
    let next = lambda - value / derivative;
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (Math.abs(next - lambda) <= 1e-14) return next;
    lambda = next;
  }
  return lambda;
}

/** Of the logarithm of the likelihood along λ: it falls, and crosses 0 at the likeliest. */
function slopeAt(tally: Tally, mean: number, lambda: number): { readonly value: number; readonly derivative: number } {
  let [value, derivative] = [0, 0];
  for (const [seen, count] of tally) {
    if (count === 0) continue;
    const part = (seen - mean) / (1 + lambda * (seen - mean));
    value += count * part;
    derivative -= count * part * part;
  }
  return { value, derivative };
}
