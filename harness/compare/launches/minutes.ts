import type { LaunchGroup } from './launch-group.ts';

export const MS_PER_MINUTE = 60_000;

/** Device time of the attempts at the blocks below `until`, waiting and installing included, in minutes. */
export function deviceMinutes(groups: readonly LaunchGroup[], until: number): number {
  let totalMs = 0;
  // A loop, as this is asked for every metric at every look.
  for (const { attempts } of groups) {
    for (const { slot, timing } of attempts) if (slot.block < until) totalMs += timing.totalMs;
  }
  return totalMs / MS_PER_MINUTE;
}
