import { mean, variance } from '#harness/stats/moments.ts';
import { median } from '#harness/stats/quantile.ts';
import { costOfLevels, stretchesOf } from './level-model.ts';
import { nestedSplits } from './nested-splits.ts';
import { withoutSpikes } from './without-spikes.ts';

/** Where the level of a series changed. */
export type ChangePoint = {
  /** Of the first value at the new level, counted from 0. */
  readonly index: number;
  /** Medians of the values since the change before this one, and up to the next one, in the unit of the values. */
  readonly before: number;
  readonly after: number;
};

/** A shorter stretch is a wild value or two, not a level. */
const FEWEST_VALUES = 3;
/** Of one series; a series that changes more often has no level. */
const MOST_CHANGES = 40;

/**
 * Where the level of a series changed, in order. One rule without a setting: of the models that `nestedSplits` proposes, the one
 * with the least `costOfLevels` holds. A new level has three values at least, and a series that wanders has no level that changes.
 *
 * How often it errs: benchmarks/RESULTS.md, "Change points".
 *
 * @param values at equal distance in time, or near it; logarithms where changes are ratios
 */
export function changePoints(values: readonly number[]): readonly ChangePoint[] {
  const calm = standardised(withoutSpikes(values));
  if (calm === null) return [];
  const most = Math.min(MOST_CHANGES, Math.floor(values.length / FEWEST_VALUES) - 1);
  let chosen: readonly number[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const splits of nestedSplits(calm, FEWEST_VALUES, most)) {
    const cost = costOfLevels(calm, splits);
    if (cost < least) [chosen, least] = [splits, cost];
  }
  const levels = stretchesOf(values.length, chosen).map(({ from, to }) => median(values.slice(from, to)) ?? Number.NaN);
  return chosen.map((index, place) => ({
    index,
    before: levels[place] ?? Number.NaN,
    after: levels[place + 1] ?? Number.NaN,
  }));
}

/** With mean 0 and variance 1; null of values that do not vary. */
function standardised(values: readonly number[]): readonly number[] | null {
  const [centre, spread] = [mean(values), variance(values)];
  if (centre === null || spread === null || !(spread > 0)) return null;
  const scale = Math.sqrt(spread);
  return values.map((value) => (value - centre) / scale);
}
