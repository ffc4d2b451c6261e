import type { MeasuredLaunch } from '#harness/domain/outcome.ts';
import type { Interval } from '#harness/domain/comparison.ts';
import { mean } from '#harness/stats/moments.ts';
import { medianInterval } from '#harness/stats/intervals/median-interval.ts';
import type { LaunchGroup } from './launch-group.ts';
import { timeToFirstTokenMs } from './values.ts';

/** A run has many passes and phones: of a thousand steady ones, ten or fewer are called unsteady. */
const CONFIDENCE = 0.99;

/** Thirds of one value each would call noise a trend. */
const MIN_ITERATIONS = 6;

/**
 * How far launches speed up or slow down while they run: the median over all launches of the change of time to first
 * token from the first third of the measured iterations to the last, as a fraction. Time to first token, because it
 * depends least on how long the answers happen to be. Both arms of a block get the same questions, so what this finds
 * cancels between them until it is large.
 *
 * @returns null unless the whole interval of the median lies beyond `tolerated` on one side: noise inside single
 *   launches is no trend
 */
export function driftInsideLaunches(groups: readonly LaunchGroup[], tolerated: number): Interval | null {
  const found = medianInterval(
    groups.flatMap((group) => group.launches.flatMap((launch) => driftOf(launch) ?? [])),
    CONFIDENCE,
  );
  if (found === null || found.low === null || found.high === null) return null;
  const { estimate, low, high } = found;
  return low > tolerated || high < -tolerated ? { estimate, low, high, confidence: CONFIDENCE } : null;
}

/** Last third against first third, as a fraction; null when the launch has too few iterations to tell. */
function driftOf(launch: MeasuredLaunch): number | null {
  const times = launch.outcome.iterations
    .filter((iteration) => iteration.phase === 'measured')
    .flatMap((iteration) => timeToFirstTokenMs(iteration) ?? []);
  if (times.length < MIN_ITERATIONS) return null;
  const third = Math.floor(times.length / 3);
  const [first, last] = [mean(times.slice(0, third)), mean(times.slice(-third))];
  return first === null || last === null || first === 0 ? null : last / first - 1;
}
