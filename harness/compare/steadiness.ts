import { mean } from '#harness/stats/moments.ts';
import { median } from '#harness/stats/quantile.ts';
import type { Cell, CountedLaunch } from './samples.ts';
import { timeToFirstTokenMs } from './values.ts';

/** How far the last third of a launch may lie from its first before the launch counts as unsteady, as a fraction. */
const STEADY_WITHIN = 0.02;

/** Thirds of one value each would call noise a trend. */
const MIN_ITERATIONS = 6;

/**
 * Whether the launches drift while they run: over all launches, the median change of time to first token from the first
 * third of the measured iterations to the last is more than 2 %. The median of many launches, because within one launch
 * noise alone reaches 2 %; time to first token, because it depends least on how long the answers happen to be.
 */
export function isUnsteady(cells: readonly Cell[]): boolean {
  const drift = median(cells.flatMap((cell) => cell.launches.flatMap((launch) => driftOf(launch) ?? [])));
  return drift !== null && Math.abs(drift) > STEADY_WITHIN;
}

/** Last third against first third, as a fraction; null when the launch has too few iterations to tell. */
function driftOf(launch: CountedLaunch): number | null {
  const times = launch.outcome.iterations
    .filter((iteration) => iteration.phase === 'measured')
    .flatMap((iteration) => timeToFirstTokenMs(iteration) ?? []);
  if (times.length < MIN_ITERATIONS) return null;
  const third = Math.floor(times.length / 3);
  const [first, last] = [mean(times.slice(0, third)), mean(times.slice(-third))];
  return first === null || last === null || first === 0 ? null : last / first - 1;
}
