import { givenUpAfter } from '#harness/domain/count-slots.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { Slot } from '#harness/domain/plan.ts';
import type { Random } from '#harness/ports/time.ts';

/** Tries of a slot before it is given up: the first, and three more after trouble that is not the build's. */
export const MAX_ATTEMPTS = 4;
const RETRY_BASE_MS = 500;

/** Whether a slot is done or given up, from all launches of its device so far. */
export function isFinished(slot: Slot, launches: readonly Launch[]): boolean {
  return unfinished([slot], launches).length === 0;
}

/** The slots that are neither done nor given up. Runs are long, so each launch is looked at once for all slots. */
export function unfinished(slots: readonly Slot[], launches: readonly Launch[]): readonly Slot[] {
  const tries = Map.groupBy(launches, ({ slot }) => slot.index);
  const arms = Map.groupBy(launches, ({ slot }) => armOf(slot));
  const givenUp = new Set([...arms].filter(([, own]) => givenUpAfter(own) > 0).map(([arm]) => arm));
  return slots.filter((slot) => {
    const own = tries.get(slot.index) ?? [];
    const last = own.at(-1);
    const isDone = last !== undefined && (!isWorthRetrying(last) || own.length >= MAX_ATTEMPTS);
    return !isDone && !givenUp.has(armOf(slot));
  });
}

function armOf({ pass, arm }: Slot): string {
  return JSON.stringify([pass, arm]);
}

export function triesOf(slot: Slot, launches: readonly Launch[]): number {
  return launches.filter((launch) => launch.slot.index === slot.index).length;
}

/** A block whose power supply changed between its launches is lost; to wait again for the same phone would not bring it back. */
export function isWorthRetrying({ outcome }: Launch): boolean {
  if (outcome.kind === 'invalid') return outcome.reason !== 'otherSupply';
  return outcome.kind === 'failed' && outcome.fault.kind === 'infrastructure';
}

/** Doubles with each try, and jitters so that phones on one hub do not come back in step. */
export function retryDelayMs(number: number, random: Random): number {
  return RETRY_BASE_MS * 2 ** (number - 1) * (0.5 + random.next());
}
