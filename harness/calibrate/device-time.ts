import { MS_PER_MINUTE } from '#harness/compare/minutes.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { Run } from '#harness/domain/run.ts';
import { median } from '#harness/stats/quantile.ts';

/**
 * Device time of a block of a pass, in minutes: both its launches, waiting and repetitions included, installing not.
 */
export function blockMinutes(runs: readonly Run[], deviceId: string, passId: string): number {
  const attempts = runs.flatMap((run) => launchesOn(run, deviceId).filter(({ slot }) => slot.pass === passId));
  const counted = attempts.filter(({ slot }) => !slot.discard);
  const slots = counted.filter(({ attempt }) => attempt === 1).length;
  const totalMs = counted.reduce((sum, { timing }) => sum + timing.totalMs - timing.installMs, 0);
  return slots === 0 ? 0 : (2 * totalMs) / slots / MS_PER_MINUTE;
}

/**
 * Device time of installing once, in minutes. A build that is measured against itself is installed at the first launch
 * of a session and found in place afterwards, so that the longest of a session is the one.
 */
export function installMinutes(runs: readonly Run[], deviceId: string): number {
  const longest = runs.flatMap((run) => {
    const launches = launchesOn(run, deviceId);
    return launches.length === 0 ? [] : [Math.max(...launches.map(({ timing }) => timing.installMs))];
  });
  return (median(longest) ?? 0) / MS_PER_MINUTE;
}

function launchesOn(run: Run, deviceId: string): readonly Launch[] {
  return run.launches.filter((launch) => launch.deviceId === deviceId);
}
