/** The best split of one interval of a series. */
type Split = { readonly from: number; readonly to: number; readonly at: number; readonly gain: number };

/** Each layer of intervals is shorter by this factor than the one before. */
const DECAY = Math.SQRT1_2;
/** Splits move to their best place between their neighbours, this often at most. */
const MOST_ROUNDS = 3;

/**
 * Models with no change, one change, two and so on: each adds the split that explains most, and then all move to their best place
 * between their neighbours. Splits are looked for in seeded intervals (Kovács, Bühlmann, Li & Munk 2023), long and short ones
 * that overlap by half, so that close changes of opposite sign are seen. Takes about n log n steps.
 *
 * @param fewest values of a stretch, at least 1
 * @param most changes of a model
 * @returns the first index of each stretch but the first, in rising order
 */
export function nestedSplits(values: readonly number[], fewest: number, most: number): readonly (readonly number[])[] {
  const sums = sumsOf(values);
  let left = seededSplits(sums, fewest).toSorted((a, b) => b.gain - a.gain);
  const models: (readonly number[])[] = [[]];
  let chosen: readonly number[] = [];
  while (models.length <= most) {
    const [best] = left;
    if (best === undefined) break;
    const { at } = best;
    chosen = [...chosen, at].toSorted((a, b) => a - b);
    left = left.filter((split) => !(split.from < at && at < split.to) && Math.abs(split.at - at) >= fewest);
    models.push(settled(chosen, sums, fewest));
  }
  return models;
}

/** Sums of the first 0, 1 … n values. */
function sumsOf(values: readonly number[]): Float64Array {
  const sums = new Float64Array(values.length + 1);
  values.forEach((value, index) => (sums[index + 1] = (sums[index] ?? 0) + value));
  return sums;
}

function seededSplits(sums: Float64Array, fewest: number): readonly Split[] {
  const n = sums.length - 1;
  const splits: Split[] = [];
  for (let length = n; length >= 2 * fewest; length *= DECAY) {
    const size = Math.round(length);
    const count = 2 * Math.ceil(n / length) - 1;
    const step = count > 1 ? (n - size) / (count - 1) : 0;
    for (let place = 0; place < count; place += 1) {
      const from = Math.round(place * step);
      const split = bestSplit(sums, from, Math.min(n, from + size), fewest);
      if (split !== null) splits.push(split);
    }
  }
  return splits;
}

/** By how much two levels lower the sum of squares; null where the interval is too short for two. */
function bestSplit(sums: Float64Array, from: number, to: number, fewest: number): Split | null {
  const sumTo = (index: number): number => sums[index] ?? 0;
  let best: Split | null = null;
  for (let at = from + fewest; at <= to - fewest; at += 1) {
    const difference = (sumTo(at) - sumTo(from)) / (at - from) - (sumTo(to) - sumTo(at)) / (to - at);
    const gain = (difference ** 2 * (at - from) * (to - at)) / (to - from);
    if (best === null || gain > best.gain) best = { from, to, at, gain };
  }
  return best;
}

function settled(splits: readonly number[], sums: Float64Array, fewest: number): readonly number[] {
  const places = [...splits];
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    let hasMoved = false;
    places.forEach((at, place) => {
      const [from, to] = [places[place - 1] ?? 0, places[place + 1] ?? sums.length - 1];
      const better = bestSplit(sums, from, to, fewest)?.at ?? at;
      hasMoved ||= better !== at;
      places[place] = better;
    });
    if (!hasMoved) break;
  }
  return places;
}
