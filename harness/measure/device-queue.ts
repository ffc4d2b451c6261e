import { canMeasure } from '#harness/domain/applicable.ts';
import { BenchError, type FailureCode } from '#harness/domain/failure.ts';
import type { Build } from '#harness/domain/build.ts';
import type { Device, DeviceState } from '#harness/domain/device.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { Arm, Slot } from '#harness/domain/plan.ts';
import type { SkippedBlocks } from '#harness/domain/measured-part.ts';
import type { Pass } from '#harness/domain/suite.ts';
import type { Clock, Random } from '#harness/ports/time.ts';
import type { DeviceDriver, DeviceSession } from '#harness/ports/device.ts';
import type { LoadedDataset } from '#harness/ports/dataset.ts';
import type { KeptLogs } from '#harness/ports/store.ts';
import { attemptLaunch } from './attempt.ts';
import { blockSupply } from './block-supply.ts';
import { reasonToGiveUp } from './give-up.ts';
import { namingLog, withLog } from './keep-log.ts';
import { foundDevice } from './found-device.ts';
import { isAhead, looksIn } from './look.ts';
import { type Progress, type ProgressEvent, progressOf } from './progress.ts';
import type { Rendezvous } from './rendezvous.ts';
import { isFinished, isWorthRetrying, MAX_ATTEMPTS, retryDelayMs, triesOf } from './retry.ts';
import { isProductFault } from '#harness/domain/outcome.ts';
import type { ArtefactStore } from '#harness/ports/artefact.ts';

/** Trouble of the whole lab, not of one device: no other device will fare better. */
const FATAL: ReadonlySet<FailureCode> = new Set(['APPIUM_FAILED', 'PORT_TAKEN', 'DISK_FULL', 'INTERRUPTED']);

/** A phone that is not there says so at once; one that takes longer was waited for. */
const SLOW_OPENING_MS = 30_000;
const MAX_SLOW_OPENINGS = 2;

export type DeviceQueue = {
  readonly device: Device;
  readonly driver: DeviceDriver;
  readonly slots: readonly Slot[];
  /** Launches that an earlier, interrupted measurement has left; their slots are done. */
  readonly done: readonly Launch[];
  readonly passes: ReadonlyMap<string, Pass>;
  readonly datasets: ReadonlyMap<string, LoadedDataset>;
  readonly artefacts: ArtefactStore;
  readonly buildOf: (arm: Arm) => Build;
  /** Where the phones of its model meet at the looks of each pass; what is settled there is measured no further. */
  readonly rendezvous: Rendezvous;
  /** Told when the device has reached a look or the end of a pass, or when an app failed. */
  readonly onLook: (device: Device) => void;
  /** Whether the run has ended, so that being interrupted is no trouble. */
  readonly isStopped: () => boolean;
  readonly record: (launch: Launch) => Promise<void>;
  /** Null where no logs are kept. */
  readonly logs: KeptLogs | null;
  readonly onProgress: (event: ProgressEvent) => void;
  readonly clock: Clock;
  readonly random: Random;
  readonly nonce: () => string;
  readonly signal: AbortSignal;
};

export type QueueEnd = {
  /** As its sessions found it: of a phone only then is it known which thermal states can be forced on it. */
  readonly device: Device;
  /** Why the device could not be measured to the end; null when all its slots are done, given up or settled. */
  readonly lost: BenchError | null;
  /** The blocks of settled passes. */
  readonly skipped: readonly SkippedBlocks[];
};

/**
 * Measures one device's slots in order, but for the blocks of a pass in which nothing is left to decide. Returns when
 * they are done, or when the device is lost or given up; throws what concerns the whole lab.
 */
export async function measureDevice(queue: DeviceQueue): Promise<QueueEnd> {
  const launches = [...queue.done];
  const looks = looksIn(queue.slots, queue.passes);
  const skipped: SkippedBlocks[] = [];
  let held: Held | null = null;
  let { device } = queue;
  const never = leaveOut(queue, device, [...queue.passes.values()]);
  let wanted = queue.slots.filter(({ pass }) => !never.has(pass));
  try {
    for (const slot of queue.slots) {
      if (!wanted.includes(slot)) continue;
      if (looks.includes(slot) && isAhead(slot, launches) && (await isSettledAt(queue, slot))) {
        wanted = wanted.filter((other) => other.pass !== slot.pass || other.block < slot.block);
        skipped.push({ deviceId: queue.device.id, passId: slot.pass, fromBlock: slot.block });
        reportSettled(queue, slot, progressOf(wanted, looks, launches));
        continue;
      }
      if (isFinished(slot, launches)) continue;
      // An interrupted measurement may have tried the slot already: the last try by number is the one that counts.
      for (let number = triesOf(slot, launches) + 1; number <= MAX_ATTEMPTS; number += 1) {
        queue.signal.throwIfAborted();
        if (held === null) {
          const left = passesOf(queue, wanted);
          const opened = await openSession(queue, async (session) => foundDevice(device, session, left, launches));
          device = opened.found;
          held = { session: opened.session, freshState: null, atRestSinceMs: queue.clock.monotonicMs() };
          const gone = leaveOut(queue, device, left);
          wanted = wanted.filter(({ pass }) => !gone.has(pass));
          if (gone.has(slot.pass)) break;
        }
        const { evidence, isSessionLost, ...tried } = await tryOnce(queue, held, launches, slot, number);
        const launch = await withLog(tried.launch, evidence, queue.logs);
        launches.push(launch);
        await queue.record(launch);
        const progress = progressOf(wanted, looks, launches);
        queue.onProgress({ kind: 'launched', device: queue.device, launch, ...progress });
        held = isSessionLost
          ? await letGo(held)
          : { ...held, freshState: launch.after, atRestSinceMs: queue.clock.monotonicMs() };
        // Launches of an interrupted measurement do not count: whoever resumes has changed something.
        const giveUp = reasonToGiveUp(queue.device, launches.slice(queue.done.length));
        if (giveUp !== null) throw giveUp;
        if (!isWorthRetrying(launch) || number === MAX_ATTEMPTS) break;
        await pause(queue, slot, launch, number);
      }
      const last = launches.at(-1);
      const hasBuildFailed = last !== undefined && isProductFault(last);
      if (isLookAfter(slot, wanted, looks) || hasBuildFailed) queue.onLook(queue.device);
    }
    return { device, lost: null, skipped };
  } catch (error) {
    if (queue.isStopped()) return { device, lost: null, skipped };
    if (!(error instanceof BenchError) || FATAL.has(error.code)) throw error;
    queue.onProgress({ kind: 'lost', device: queue.device, message: error.message });
    return { device, lost: error, skipped };
  } finally {
    if (held !== null) await letGo(held);
  }
}

/** Whether a device that has done this slot stands at a look or at the end of the pass. */
function isLookAfter(slot: Slot, wanted: readonly Slot[], looks: readonly Slot[]): boolean {
  const next = wanted[wanted.indexOf(slot) + 1];
  return next === undefined || next.pass !== slot.pass || looks.includes(next);
}

/** Waits for the other phones of the model. */
async function isSettledAt({ device, rendezvous, onProgress, signal }: DeviceQueue, slot: Slot): Promise<boolean> {
  signal.throwIfAborted();
  const answer = rendezvous.reach(device.id, slot, () => {
    onProgress({ kind: 'waiting', device, message: 'the other phones of its model have measured fewer blocks' });
  });
  const stopped = Promise.withResolvers<never>();
  const stop = (): void => stopped.reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([answer, stopped.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function reportSettled(queue: DeviceQueue, { pass, block }: Slot, progress: Progress): void {
  const of = queue.passes.get(pass)?.protocol.blocks ?? block;
  queue.onProgress({ kind: 'settled', device: queue.device, passId: pass, blocks: block, of, ...progress });
}

type Held = {
  readonly session: DeviceSession;
  readonly freshState: DeviceState | null;
  /** When the device was last at work, or opened: what it did before that is not known. */
  readonly atRestSinceMs: number;
};

async function tryOnce(
  queue: DeviceQueue,
  held: Held,
  launches: readonly Launch[],
  slot: Slot,
  number: number,
): ReturnType<typeof attemptLaunch> {
  const build = queue.buildOf(slot.arm);
  const pass = passOf(queue, slot);
  const dataset = queue.datasets.get(slot.pass);
  if (dataset === undefined) throw new Error(`no dataset was loaded for the pass ${slot.pass}`);
  queue.onProgress({ kind: 'launching', device: queue.device, slot });
  return attemptLaunch({
    session: held.session,
    slot,
    pass,
    build,
    artefact: await queue.artefacts.fileOf(build),
    dataset,
    number,
    nonce: queue.nonce(),
    freshState: held.freshState,
    atRestSinceMs: held.atRestSinceMs,
    blockSupply: blockSupply(slot, launches),
    clock: queue.clock,
    signal: queue.signal,
    onWaiting: (message) => queue.onProgress({ kind: 'waiting', device: queue.device, message }),
    onPreparing: () => queue.onProgress({ kind: 'preparing', device: queue.device, slot }),
  });
}

function passesOf(queue: DeviceQueue, slots: readonly Slot[]): readonly Pass[] {
  return [...new Set(slots.map((slot) => passOf(queue, slot)))];
}

/** The names of the passes that cannot be measured on the device, reported and awaited no more. */
function leaveOut(queue: DeviceQueue, device: Device, left: readonly Pass[]): ReadonlySet<string> {
  const passes = left.filter((pass) => !canMeasure(pass, device));
  for (const { id } of passes) queue.rendezvous.leavePass(device.id, id);
  if (passes.length > 0) queue.onProgress({ kind: 'inapplicable', device, passes });
  return new Set(passes.map(({ id }) => id));
}

function passOf({ passes }: DeviceQueue, slot: Slot): Pass {
  const pass = passes.get(slot.pass);
  if (pass === undefined) throw new Error(`the plan names a pass that the suite lacks: ${slot.pass}`);
  return pass;
}

/**
 * Opens the device, trying again after trouble: a phone that has just been unplugged may come back. One that was waited for
 * in vain was given that time already, and is tried once more only.
 */
async function openSession(
  queue: DeviceQueue,
  find: (session: DeviceSession) => Promise<Device>,
): Promise<{ readonly session: DeviceSession; readonly found: Device }> {
  for (let number = 1, slow = 0; ; number += 1) {
    const startMs = queue.clock.monotonicMs();
    queue.onProgress({ kind: 'opening', device: queue.device });
    try {
      const onWaiting = (message: string): void => queue.onProgress({ kind: 'waiting', device: queue.device, message });
      const session = await queue.driver.open(queue.device.id, queue.signal, onWaiting);
      try {
        return { session, found: await find(session) };
      } catch (error) {
        await session.close();
        throw error;
      }
    } catch (error) {
      if (queue.clock.monotonicMs() - startMs >= SLOW_OPENING_MS) slow += 1;
      const isGivenUp = number === MAX_ATTEMPTS || slow === MAX_SLOW_OPENINGS;
      if (isGivenUp || !(error instanceof BenchError) || FATAL.has(error.code))
        throw await namingLog(error, `${queue.device.id}-not-opened-${queue.nonce().slice(0, 8)}`, queue.logs);
      await queue.clock.sleep(retryDelayMs(number, queue.random), queue.signal);
    }
  }
}

async function letGo(held: Held): Promise<null> {
  await held.session.close();
  return null;
}

async function pause(queue: DeviceQueue, slot: Slot, launch: Launch, number: number): Promise<void> {
  const { outcome } = launch;
  const message = outcome.kind === 'failed' ? outcome.fault.message : outcome.kind === 'invalid' ? outcome.message : '';
  queue.onProgress({ kind: 'retrying', device: queue.device, slot, message });
  await queue.clock.sleep(retryDelayMs(number, queue.random), queue.signal);
}
