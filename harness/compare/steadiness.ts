import { mean } from '#harness/stats/moments.ts';
import type { Cell, CountedLaunch } from './samples.ts';
import { timeToFirstTokenMs } from './values.ts';

/** How far the last third of a launch may lie from its first before the launch counts as unsteady, as a fraction. */
const STEADY_WITHIN = 0.02;

/** Thirds of one value each would call noise a trend. */
const MIN_ITERATIONS = 6;

/**
 * Whether more than half of the launches drift while they run: the mean time to first token of the last third of the
 * measured iterations lies more than 2 % from that of the first third. Time to first token, because it depends least
 * on how long the answers happen to be.
 */
export function isUnsteady(cells: readonly Cell[]): boolean {
  const drifts = cells.flatMap((cell) => cell.launches.flatMap((launch) => driftOf(launch) ?? []));
  return drifts.filter((drift) => Math.abs(drift) > STEADY_WITHIN).length > drifts.length / 2;
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
