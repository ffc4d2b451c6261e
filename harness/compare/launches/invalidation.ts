import { EXCLUSION_P } from '#harness/compare/levels.ts';
import { isAboutBuild } from '#harness/domain/outcome.ts';
import { fisherExact } from '#harness/stats/tests/fisher-exact.ts';
import type { LaunchGroup } from './launch-group.ts';

/**
 * Whether so many more launches of one arm than of the other were excluded that the ones left are no fair sample: a
 * build that heats the phone would lose exactly its slow launches. Fisher's exact test over all attempts at the blocks
 * below `until`.
 */
export function isDifferentlyInvalidated(baseline: LaunchGroup, candidate: LaunchGroup, until: number): boolean {
  const [before, now] = [tally(baseline, until), tally(candidate, until)];
  // Where nothing was excluded, p is 1.
  if (before.excluded + now.excluded === 0) return false;
  return fisherExact(now.excluded, now.kept, before.excluded, before.kept) < EXCLUSION_P;
}

function tally({ attempts }: LaunchGroup, until: number): { excluded: number; kept: number } {
  let [excluded, kept] = [0, 0];
  for (const launch of attempts) {
    if (launch.slot.block >= until) continue;
    if (isAboutBuild(launch)) kept += 1;
    else excluded += 1;
  }
  return { excluded, kept };
}
