import type { Launch } from '#harness/domain/launch.ts';
import { fisherExact } from '#harness/stats/fisher-exact.ts';
import type { Side } from './sides.ts';

/** Rare enough that two arms with the same risk are seldom accused, on any device of any run. */
const SIGNIFICANT = 0.01;

/**
 * Whether so many more launches of one arm than of the other were thrown away that the ones left are no fair sample: a
 * build that heats the phone would lose exactly its slow launches. Fisher's exact test over all attempts.
 */
export function isDifferentlyInvalidated(baseline: Side, candidate: Side, deviceId: string, passId: string): boolean {
  const [before, now] = [tally(baseline, deviceId, passId), tally(candidate, deviceId, passId)];
  return fisherExact(now.thrownAway, now.kept, before.thrownAway, before.kept) < SIGNIFICANT;
}

function tally(side: Side, deviceId: string, passId: string): { thrownAway: number; kept: number } {
  const launches = side.launches.filter(
    ({ deviceId: device, slot }) => device === deviceId && slot.pass === passId && !slot.discard,
  );
  const thrownAway = launches.filter(isThrownAway).length;
  return { thrownAway, kept: launches.length - thrownAway };
}

/** A product fault is not thrown away: it is a result. */
function isThrownAway({ outcome }: Launch): boolean {
  return outcome.kind === 'invalid' || (outcome.kind === 'failed' && outcome.fault.kind === 'infrastructure');
}
