import type { Launch } from '#harness/domain/launch.ts';
import type { Plan, Slot } from '#harness/domain/plan.ts';
import type { LookPlace } from '#harness/domain/stopping-rule.ts';
import type { Pass } from '#harness/domain/suite.ts';

/** The slots before which a device's blocks are looked at. One build alone leaves nothing to decide, so it has none. */
export function looksIn(slots: readonly Slot[], passes: ReadonlyMap<string, Pass>): readonly Slot[] {
  return slots.filter((slot, index) => {
    const isNamed = passes.get(slot.pass)?.protocol.looks.includes(slot.block) ?? false;
    const before = slots[index - 1];
    const isFirst = before === undefined || before.pass !== slot.pass || before.block !== slot.block;
    return isNamed && isFirst && slots.some((other) => other.pass === slot.pass && other.arm !== slot.arm);
  });
}

/** Whether a look is still to come. One that was gone beyond is not taken again: its answer was to go on. */
export function isAhead(look: Slot, launches: readonly Launch[]): boolean {
  return !launches.some(({ slot }) => slot.pass === look.pass && slot.index >= look.index);
}

/**
 * The launches that a look may see: of each of its phones those before it. What later passes left must not change its answer on
 * resuming.
 */
export function launchesBefore(
  { deviceIds, passId, blocks }: LookPlace,
  plans: Plan['devices'],
  launches: readonly Launch[],
): readonly Launch[] {
  return deviceIds.flatMap((deviceId) => {
    const slots = plans.find((plan) => plan.deviceId === deviceId)?.slots ?? [];
    const first = slots.find(({ pass, block }) => pass === passId && block >= blocks);
    const until = first?.index ?? Number.POSITIVE_INFINITY;
    return launches.filter((launch) => launch.deviceId === deviceId && launch.slot.index < until);
  });
}
