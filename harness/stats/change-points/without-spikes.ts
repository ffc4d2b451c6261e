import { median } from '#harness/stats/quantile.ts';

/** On each side. */
const NEIGHBOURS = 2;
/** In standard deviations of a value beside its neighbours. */
const MOST_DEVIATION = 4;
/** Standard deviation of a normal distribution beside its median absolute deviation. */
const NORMAL_MAD = 1.4826;

/**
 * The series with the median of its neighbourhood in place of each value that is far from it (Hampel's filter: Pearson 2002): one
 * wild night, or two, are no level. The noise is taken from differences between neighbours, which a change of level touches once.
 */
export function withoutSpikes(values: readonly number[]): readonly number[] {
  const steps = values.slice(1).map((value, index) => value - (values[index] ?? Number.NaN));
  const middle = median(steps) ?? 0;
  const deviation = (median(steps.map((step) => Math.abs(step - middle))) ?? 0) * NORMAL_MAD * Math.SQRT1_2;
  if (deviation === 0) return values;
  return values.map((value, index) => {
    const around = median(values.slice(Math.max(0, index - NEIGHBOURS), index + NEIGHBOURS + 1)) ?? value;
    return Math.abs(value - around) > MOST_DEVIATION * deviation ? around : value;
  });
}
