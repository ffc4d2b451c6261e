import { type Device, phonesByModel } from '#harness/domain/device.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { Plan, Slot } from '#harness/domain/plan.ts';
import type { SkippedBlocks, StoppedEarly } from '#harness/domain/measured-part.ts';
import type { StoppingRule } from '#harness/domain/stopping-rule.ts';
import type { Pass } from '#harness/domain/suite.ts';
import { isAhead, launchesBefore, looksIn } from './look.ts';
import { meanMs } from './progress.ts';
import { unfinished } from './retry.ts';

const MS_PER_MINUTE = 60_000;

/** A run that ends before its plan does. */
export type Ended = {
  /** Of the devices that were still measured. */
  readonly plans: Plan['devices'];
  readonly devices: readonly Device[];
  readonly passes: ReadonlyMap<string, Pass>;
  readonly launches: readonly Launch[];
  /** The blocks that were left out because nothing was left to decide. */
  readonly settled: readonly SkippedBlocks[];
  readonly isSettled: StoppingRule;
};

export type LeftOut = Pick<StoppedEarly, 'launchesLeft' | 'minutesSaved' | 'isLowerBound'>;

/**
 * What a run that ends here does not measure. It excludes blocks that a look leaves out anyway: those of passes that were
 * settled before, and those of a pass that is settled at the look that a phone has just reached.
 */
export function leftOut(ended: Ended): LeftOut {
  const parts = ended.plans.flatMap(({ deviceId, slots }) =>
    [...Map.groupBy(slots, ({ pass }) => pass).values()].map((own) => partOf(deviceId, own, ended)),
  );
  const sum = (of: (part: Part) => number): number => parts.reduce((total, part) => total + of(part), 0);
  return {
    launchesLeft: sum(({ left }) => left),
    minutesSaved: sum(({ ms }) => ms) / MS_PER_MINUTE,
    isLowerBound: parts.some(({ left, timed }) => timed < left),
  };
}

type Part = {
  readonly left: number;
  /** Of these, the launches that would surely have been measured and whose time is known. */
  readonly timed: number;
  readonly ms: number;
};

const NOTHING: Part = { left: 0, timed: 0, ms: 0 };

/** @param slots those of one pass, in order */
function partOf(deviceId: string, slots: readonly Slot[], ended: Ended): Part {
  const { passes, launches, settled } = ended;
  const done = launches.filter((launch) => launch.deviceId === deviceId);
  const isSkipped = ({ pass, block }: Slot): boolean =>
    settled.some((entry) => entry.deviceId === deviceId && entry.passId === pass && block >= entry.fromBlock);
  const open = unfinished(slots, done).filter((slot) => !isSkipped(slot));
  if (open.length === 0) return NOTHING;
  const ahead = looksIn(slots, passes).filter((look) => isAhead(look, done));
  const isBefore = (look: Slot): boolean => open.some(({ index }) => index < look.index);
  const [first] = ahead;
  if (first !== undefined && !isBefore(first) && isSettledAt(first, deviceId, ended)) return NOTHING;
  const measured = done.filter(({ slot }) => slot.pass === slots[0]?.pass);
  // Nobody knows how long a launch takes in a pass that has had none: passes differ in how much a launch does.
  if (measured.length === 0) return { left: open.length, timed: 0, ms: 0 };
  // At the next look the pass may end.
  const next = ahead.find(isBefore);
  const sure = next === undefined ? open : open.filter(({ index }) => index < next.index);
  return { left: open.length, timed: sure.length, ms: sure.length * meanMs(measured) };
}

/** Whether the rule would end the pass at a look that a phone stands at: it asks when all phones of the model stand there. */
function isSettledAt(look: Slot, deviceId: string, { plans, devices, launches, isSettled }: Ended): boolean {
  const phones = phonesByModel(devices).find((own) => own.some(({ id }) => id === deviceId)) ?? [];
  const deviceIds = phones.map(({ id }) => id).filter((id) => plans.some((plan) => plan.deviceId === id));
  const haveAllCome = plans
    .filter((plan) => deviceIds.includes(plan.deviceId))
    .every(({ deviceId: id, slots }) => {
      const own = launches.filter((launch) => launch.deviceId === id);
      const before = slots.filter(({ pass, block }) => pass === look.pass && block < look.block);
      return unfinished(before, own).length === 0;
    });
  if (!haveAllCome) return false;
  const place = { deviceIds, passId: look.pass, blocks: look.block };
  return isSettled(place, launchesBefore(place, plans, launches));
}
