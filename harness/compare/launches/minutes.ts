import type { LaunchGroup } from './launch-group.ts';

export const MS_PER_MINUTE = 60_000;

/** Device time of the attempts at the blocks below `until`, waiting and installing included, in minutes. */
export function deviceMinutes(groups: readonly LaunchGroup[], until: number): number {
  const attempts = groups.flatMap((group) => group.attempts.filter(({ slot }) => slot.block < until));
  return attempts.reduce((sum, { timing }) => sum + timing.totalMs, 0) / MS_PER_MINUTE;
}
