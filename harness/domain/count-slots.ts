import { canMeasure } from './applicable.ts';
import type { Completeness, MissingLaunch } from './completeness.ts';
import type { Launch } from './launch.ts';
import type { Run } from './run.ts';
import { armsOf } from './whole-blocks.ts';
import { isAboutBuild, isProductFault } from './outcome.ts';

/** The same with missing launches as a number. */
export type SlotCounts = Omit<Completeness, 'missing'> & { readonly missing: number };

/**
 * A build that has not run once in a pass on a device is not launched there again after so many faults in a row. Chance must
 * hardly ever give as many, as the gate fails a candidate for it (benchmarks/commands/fault-rates.ts).
 */
const FAULTS_OF_A_BUILD_THAT_NEVER_RAN = 4;
/** One that has run gets one more try: in many launches a row turns up somewhere. */
const FAULTS_OF_A_BUILD_THAT_RAN = 5;
/** Older harnesses gave up any build after so many. */
const FAULTS_OF_OLD = 3;

type Counted = Pick<Run, 'suite' | 'devices' | 'reference' | 'launches' | 'isComplete' | 'skipped' | 'lost'>;

/** What became of every planned slot of a run, as it was written into it; of a run without that, from its launches. */
export function completenessOf(run: Counted & Pick<Run, 'completeness'>): readonly Completeness[] {
  return run.completeness ?? fromLaunches(run);
}

/** The same as numbers, always from the launches: whoever judges a part of a run counts that part. */
export function countSlots(run: Counted): readonly SlotCounts[] {
  return fromLaunches(run).map((own) => ({ ...own, missing: own.missing.length }));
}

/** A run that has ended, with what became of its slots; whether it is complete follows from that. */
export function completed(run: Omit<Run, 'completeness' | 'isComplete'>): Run {
  const completeness = fromLaunches({ ...run, isComplete: true });
  const isWhole = (run.lost ?? []).length === 0 && !hasUnmeasuredArm(completeness);
  // What it left out when it ended early is not missing.
  return { ...run, completeness, isComplete: isWhole || run.stoppedEarly !== undefined };
}

/** Devices, passes and arms in the run's order. */
function fromLaunches(run: Counted): readonly Completeness[] {
  const arms = armsOf(run);
  const byDevice = Map.groupBy(run.launches, ({ deviceId }) => deviceId);
  return run.devices.flatMap((device) => {
    const deviceId = device.id;
    const byPass = Map.groupBy(byDevice.get(deviceId) ?? [], ({ slot }) => slot.pass);
    return run.suite.passes.flatMap(({ id: passId, protocol }) => {
      const launches = byPass.get(passId) ?? [];
      const isLeftOut = !canMeasure({ protocol }, device);
      const until = isLeftOut ? 0 : Math.min(protocol.blocks, firstSkipped(run, deviceId, passId, launches));
      return arms.map((arm): Completeness => {
        const own = launches.filter(({ slot }) => slot.arm === arm);
        const isSpared = isGivenUp(own, run.lost?.some((lost) => lost.deviceId === deviceId) ?? false);
        const ends = Array.from({ length: until }, (_, block) => endOf(block, own, isSpared));
        return {
          deviceId,
          passId,
          arm,
          planned: protocol.blocks,
          measured: ends.filter((end) => end === 'measured').length,
          faulty: ends.filter((end) => end === 'faulty').length,
          skipped: protocol.blocks - until,
          missing: ends.filter((end) => typeof end === 'object'),
        };
      });
    });
  });
}

/** Whether an arm has launches to measure but not one that was measured: nothing can be said of it. */
function hasUnmeasuredArm(completeness: readonly Completeness[]): boolean {
  return completeness.some(({ measured, missing }) => measured === 0 && missing.length > 0);
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

type SlotEnd = 'measured' | 'faulty' | MissingLaunch;

/**
 * Whether launches are missing because the build kept failing. What older harnesses gave up had fewer faults in a row;
 * where the phone was lost, so few of them prove nothing.
 */
function isGivenUp(launches: readonly Launch[], isLost: boolean): boolean {
  return givenUpAfter(launches) > 0 || (!isLost && lastFaults(launches).row >= FAULTS_OF_OLD);
}

function endOf(block: number, launches: readonly Launch[], isSpared: boolean): SlotEnd {
  const tries = launches.filter(({ slot }) => slot.block === block && !slot.discard).toSorted(inOrder);
  const last = tries.at(-1);
  if (last === undefined) return isSpared ? 'faulty' : { block, attempts: 0, reason: null };
  const { outcome } = last;
  if (outcome.kind === 'measured') return 'measured';
  if (isProductFault(last)) return 'faulty';
  return { block, attempts: tries.length, reason: outcome.kind === 'invalid' ? outcome.reason : outcome.fault.code };
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
