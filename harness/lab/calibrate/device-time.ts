import { MS_PER_MINUTE } from '#harness/compare/launches/minutes.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { Run } from '#harness/domain/run.ts';
import { median } from '#harness/stats/quantile.ts';

/**
 * Device time of a block of a pass, in minutes: both its launches, waiting and repetitions included, installing and
 * preparing not.
 */
export function blockMinutes(runs: readonly Run[], deviceId: string, passId: string): number {
  const attempts = runs.flatMap((run) => launchesOn(run, deviceId).filter(({ slot }) => slot.pass === passId));
  const counted = attempts.filter(({ slot }) => !slot.discard);
  const slots = counted.filter(({ attempt }) => attempt === 1).length;
  const totalMs = counted.reduce((sum, launch) => sum + launch.timing.totalMs - installingMs(launch), 0);
  return slots === 0 ? 0 : (2 * totalMs) / slots / MS_PER_MINUTE;
}

/**
 * Device time of installing once and of the preparation launch after it, in minutes. A build that is measured against
 * itself is installed at the first launch of a session and found in place afterwards, so that the longest of a session
 * is the one.
 */
export function installMinutes(runs: readonly Run[], deviceId: string): number {
  const longest = runs.flatMap((run) => {
    const launches = launchesOn(run, deviceId);
    return launches.length === 0 ? [] : [Math.max(...launches.map(installingMs))];
  });
  return (median(longest) ?? 0) / MS_PER_MINUTE;
}

function installingMs({ timing, preparation }: Launch): number {
  return timing.installMs + (preparation?.totalMs ?? 0);
}

function launchesOn(run: Run, deviceId: string): readonly Launch[] {
  return run.launches.filter((launch) => launch.deviceId === deviceId);
}
