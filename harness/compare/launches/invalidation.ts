import { EXCLUSION_P } from '#harness/compare/levels.ts';
import type { Launch } from '#harness/domain/launch.ts';
import { fisherExact } from '#harness/stats/tests/fisher-exact.ts';
import type { Cell } from './samples.ts';

/**
 * Whether so many more launches of one arm than of the other were thrown away that the ones left are no fair sample: a
 * build that heats the phone would lose exactly its slow launches. Fisher's exact test over all attempts at the blocks
 * below `until`.
 */
export function isDifferentlyInvalidated(baseline: Cell, candidate: Cell, until: number): boolean {
  const [before, now] = [tally(baseline, until), tally(candidate, until)];
  return fisherExact(now.thrownAway, now.kept, before.thrownAway, before.kept) < EXCLUSION_P;
}

function tally({ attempts }: Cell, until: number): { thrownAway: number; kept: number } {
  const seen = attempts.filter(({ slot }) => slot.block < until);
  const thrownAway = seen.filter(isThrownAway).length;
  return { thrownAway, kept: seen.length - thrownAway };
}

/** A product fault is not thrown away: it is a result. */
function isThrownAway({ outcome }: Launch): boolean {
  return outcome.kind === 'invalid' || (outcome.kind === 'failed' && outcome.fault.kind === 'infrastructure');
}
