import type { Launch } from '#harness/domain/launch.ts';
import type { Plan, Slot } from '#harness/domain/plan.ts';
import type { SkippedBlocks, StoppedEarly } from '#harness/domain/run.ts';
import type { StoppingRule } from '#harness/domain/stopping-rule.ts';
import type { Pass } from '#harness/domain/suite.ts';
import { isAhead, looksIn } from './look.ts';
import { meanMs } from './progress.ts';
import { isFinished } from './retry.ts';

const MS_PER_MINUTE = 60_000;

/** A run that ends before its plan does. */
export type Ended = {
  /** Of the devices that were still measured. */
  readonly plans: Plan['devices'];
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
function partOf(deviceId: string, slots: readonly Slot[], { passes, launches, settled, isSettled }: Ended): Part {
  const done = launches.filter((launch) => launch.deviceId === deviceId);
  const isSkipped = ({ pass, block }: Slot): boolean =>
    settled.some((entry) => entry.deviceId === deviceId && entry.passId === pass && block >= entry.fromBlock);
  const open = slots.filter((slot) => !isSkipped(slot) && !isFinished(slot, done));
  if (open.length === 0) return NOTHING;
  const ahead = looksIn(slots, passes).filter((look) => isAhead(look, done));
  const isBefore = (look: Slot): boolean => open.some(({ index }) => index < look.index);
  const [first] = ahead;
  if (first !== undefined && !isBefore(first)) {
    const before = done.filter(({ slot }) => slot.index < first.index);
    if (isSettled({ deviceId, passId: first.pass, blocks: first.block }, before)) return NOTHING;
  }
  const measured = done.filter(({ slot }) => slot.pass === slots[0]?.pass);
  // Nobody knows how long a launch takes in a pass that has had none: passes differ in how much a launch does.
  if (measured.length === 0) return { left: open.length, timed: 0, ms: 0 };
  // At the next look the pass may end.
  const next = ahead.find(isBefore);
  const sure = next === undefined ? open : open.filter(({ index }) => index < next.index);
  return { left: open.length, timed: sure.length, ms: sure.length * meanMs(measured) };
}
