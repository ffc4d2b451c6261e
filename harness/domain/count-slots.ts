import type { Launch } from './launch.ts';
import type { Arm } from './plan.ts';
import type { Run } from './run.ts';
import { armsOf } from './whole-blocks.ts';
import { isAboutBuild, isMeasured, isProductFault } from './outcome.ts';

/** The slots of one arm of one pass on one device, and what became of them. First launches for discarding are left out. */
export type SlotCounts = {
  readonly deviceId: string;
  readonly passId: string;
  readonly arm: Arm;
  /** Slots that the suite plans: a launch a block. */
  readonly planned: number;
  readonly measured: number;
  /** Ended by a fault of the build, or were not tried because the build had failed too often. */
  readonly faulty: number;
  /** Were left out on purpose: nothing was left to decide, or the run was stopped early. */
  readonly skipped: number;
  /** All others: the launch was invalid, failed by a fault of the lab, or was never made. */
  readonly missing: number;
};

/**
 * A build that has not run once in a pass on a device is not launched there again after so many faults in a row. Chance must
 * hardly ever give as many, as the gate fails a candidate for it (benchmarks/commands/fault-rates.ts).
 */
const FAULTS_OF_A_BUILD_THAT_NEVER_RAN = 4;
/** One that has run gets one more try: in many launches a row turns up somewhere. */
const FAULTS_OF_A_BUILD_THAT_RAN = 5;
/** Older harnesses gave up any build after so many. */
const FAULTS_OF_OLD = 3;

/** What became of every planned slot of a run, from its launches; devices, passes and arms in the run's order. */
export function countSlots(
  run: Pick<Run, 'suite' | 'devices' | 'reference' | 'launches' | 'isComplete' | 'skipped' | 'lost'>,
): readonly SlotCounts[] {
  const arms = armsOf(run);
  return run.devices.flatMap(({ id: deviceId }) =>
    run.suite.passes.flatMap(({ id: passId, protocol }) => {
      const launches = run.launches.filter((launch) => launch.deviceId === deviceId && launch.slot.pass === passId);
      const until = Math.min(protocol.blocks, firstSkipped(run, deviceId, passId, launches));
      return arms.map((arm): SlotCounts => {
        const own = launches.filter(({ slot }) => slot.arm === arm);
        const isSpared = isGivenUp(own, run.lost?.some((lost) => lost.deviceId === deviceId) ?? false);
        const ends = Array.from({ length: until }, (_, block) => endOf(block, own, isSpared));
        const count = (end: SlotEnd): number => ends.filter((other) => other === end).length;
        return {
          deviceId,
          passId,
          arm,
          planned: protocol.blocks,
          measured: count('measured'),
          faulty: count('faulty'),
          skipped: protocol.blocks - until,
          missing: count('missing'),
        };
      });
    }),
  );
}

/** Whether an arm has launches to measure but not one that was measured: nothing can be said of it. */
export function hasUnmeasuredArm(counts: readonly SlotCounts[]): boolean {
  return counts.some(({ measured, missing }) => measured === 0 && missing > 0);
}

/**
 * After how many faults in a row a build is not launched again in a pass; 0 while it is. Tries that say nothing about the build
 * neither count nor end a row.
 *
 * @param launches of one arm in one pass on one device
 */
export function givenUpAfter(launches: readonly Launch[]): number {
  const { row, hasRun } = lastFaults(launches);
  return row >= (hasRun ? FAULTS_OF_A_BUILD_THAT_RAN : FAULTS_OF_A_BUILD_THAT_NEVER_RAN) ? row : 0;
}

/** The faults in a row with which the launches of an arm end, and whether the build ran before them. */
function lastFaults(launches: readonly Launch[]): { readonly row: number; readonly hasRun: boolean } {
  const telling = launches.filter(isAboutBuild);
  const lastRun = telling.toSorted(inOrder).findLastIndex((launch) => !isProductFault(launch));
  return { row: telling.length - 1 - lastRun, hasRun: lastRun >= 0 };
}

type SlotEnd = 'measured' | 'faulty' | 'missing';

/**
 * Whether launches are missing because the build kept failing. What older harnesses gave up had fewer faults in a row;
 * where the phone was lost, so few of them prove nothing.
 */
function isGivenUp(launches: readonly Launch[], isLost: boolean): boolean {
  return givenUpAfter(launches) > 0 || (!isLost && lastFaults(launches).row >= FAULTS_OF_OLD);
}

function endOf(block: number, launches: readonly Launch[], isSpared: boolean): SlotEnd {
  const last = launches
    .filter(({ slot }) => slot.block === block && !slot.discard)
    .toSorted(inOrder)
    .at(-1);
  if (last === undefined) return isSpared ? 'faulty' : 'missing';
  if (isMeasured(last)) return 'measured';
  return isProductFault(last) ? 'faulty' : 'missing';
}

/**
 * The first block that was left out on purpose. Runs that do not record it left blocks out only at a look, and only
 * where the device was not lost.
 */
function firstSkipped(
  { suite, skipped, isComplete }: Pick<Run, 'suite' | 'skipped' | 'isComplete'>,
  deviceId: string,
  passId: string,
  launches: readonly Launch[],
): number {
  if (skipped !== undefined) {
    const own = skipped.filter((entry) => entry.deviceId === deviceId && entry.passId === passId);
    return Math.min(...own.map(({ fromBlock }) => fromBlock));
  }
  const looks = suite.passes.find(({ id }) => id === passId)?.protocol.looks ?? [];
  const until = Math.max(0, ...launches.map(({ slot }) => slot.block + 1));
  return isComplete && looks.includes(until) ? until : Number.POSITIVE_INFINITY;
}

function inOrder(a: Launch, b: Launch): number {
  return a.slot.index - b.slot.index || a.attempt - b.attempt;
}
