import { median } from '#harness/stats/quantile.ts';
import { type AaSeries, loadAa } from './aa-data.ts';

/** How the first launches of a build differ from its next ones. */
export type FirstLaunches = {
  readonly series: number;
  /** In so many the first launch was the worst of all; one in three if it were like the others. */
  readonly firstWorst: number;
  /** In so many the second was worse than the third; one in two if the two are alike. */
  readonly secondWorse: number;
  /** Median ratio of the larger to the smaller of two launches that follow each other. */
  readonly firstToSecond: number;
  readonly secondToThird: number;
};

/** @param isCounted which series, by its name: device, runtime, model, task and metric */
export function firstLaunches(isCounted: (name: string) => boolean): FirstLaunches {
  const series = loadAa('llm-launches').filter(({ name }) => isCounted(name));
  const ratio = (place: number): number =>
    Math.exp(median(series.map((one) => Math.abs(Math.log(valueAt(one, place) / valueAt(one, place + 1))))) ?? 0);
  return {
    series: series.length,
    firstWorst: series.filter(isFirstWorst).length,
    secondWorse: series.filter((one) => isWorse(one, valueAt(one, 1), valueAt(one, 2))).length,
    firstToSecond: ratio(0),
    secondToThird: ratio(1),
  };
}

function isFirstWorst(series: AaSeries): boolean {
  const [first = Number.NaN, ...others] = series.sessions[0]?.values ?? [];
  return others.every((value) => isWorse(series, first, value));
}

function isWorse({ better }: AaSeries, value: number, than: number): boolean {
  return better === 'lower' ? value > than : value < than;
}

function valueAt(series: AaSeries, place: number): number {
  return series.sessions[0]?.values[place] ?? Number.NaN;
}
