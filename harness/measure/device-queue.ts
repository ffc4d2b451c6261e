import { canMeasure } from '#harness/domain/applicable.ts';
import type { BenchError } from '#harness/domain/failure.ts';
import type { Build } from '#harness/domain/build.ts';
import type { Device, DeviceState } from '#harness/domain/device.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { Arm, Slot } from '#harness/domain/plan.ts';
import type { SkippedBlocks } from '#harness/domain/measured-part.ts';
import type { Pass } from '#harness/domain/suite.ts';
import type { DeviceSession } from '#harness/ports/device.ts';
import type { LoadedDataset } from '#harness/ports/dataset.ts';
import { attemptLaunch, type Tried } from './attempt.ts';
import { blockSupply } from './block-supply.ts';
import { reasonToGiveUp } from './give-up.ts';
import { withLog } from './keep-log.ts';
import { foundDevice } from './found-device.ts';
import { isAhead, looksIn } from './look.ts';
import { type Opening, isOfDevice, openSession } from './open-session.ts';
import { type Progress, progressOf } from './progress.ts';
import type { Rendezvous } from './rendezvous.ts';
import { isFinished, isWorthRetrying, MAX_ATTEMPTS, retryDelayMs, triesOf } from './retry.ts';
import { isProductFault, messageOf } from '#harness/domain/outcome.ts';
import type { ArtefactStore } from '#harness/ports/artefact.ts';

export type DeviceQueue = Opening & {
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
};

export type QueueEnd = {
  /** As its sessions found it: of a phone only then is it known which thermal states can be forced on it. */
  readonly device: Device;
  /** Why the device could not be measured to the end; null when all its slots are done, given up or settled. */
  readonly lost: BenchError | null;
  /** The blocks of settled passes. */
  readonly skipped: readonly SkippedBlocks[];
};

/** How far the measurement of a device is. */
type Course = {
  device: Device;
  readonly launches: Launch[];
  /** The slots that are still to be measured, or have been. */
  wanted: readonly Slot[];
  readonly looks: readonly Slot[];
  readonly skipped: SkippedBlocks[];
  /** Null while no session is open. */
  opened: Opened | null;
};

/** An open session and the rest of its device. */
type Opened = {
  readonly session: DeviceSession;
  readonly freshState: DeviceState | null;
  /** When the device was last at work, or opened: what it did before that is not known. */
  readonly atRestSinceMs: number;
};

/**
 * Measures one device's slots in order, but for the blocks of a pass in which nothing is left to decide. Returns when
 * they are done, or when the device is lost or given up; throws what concerns the whole lab.
 */
export async function measureDevice(queue: DeviceQueue): Promise<QueueEnd> {
  const course: Course = {
    device: queue.device,
    launches: [...queue.done],
    wanted: queue.slots,
    looks: looksIn(queue.slots, queue.passes),
    skipped: [],
    opened: null,
  };
  leaveOut(queue, course, [...queue.passes.values()]);
  const end = (lost: BenchError | null): QueueEnd => ({ device: course.device, lost, skipped: course.skipped });
  try {
    for (const slot of queue.slots) if (course.wanted.includes(slot)) await passSlot(queue, course, slot);
    return end(null);
  } catch (error) {
    if (queue.isStopped()) return end(null);
    if (!isOfDevice(error)) throw error;
    queue.onProgress({ kind: 'lost', device: queue.device, message: error.message });
    return end(error);
  } finally {
    await course.opened?.session.close();
  }
}

/** Measures a slot, or leaves it out with the rest of its pass where it stands at a look at which the pass is settled. */
async function passSlot(queue: DeviceQueue, course: Course, slot: Slot): Promise<void> {
  const { launches, looks } = course;
  if (looks.includes(slot) && isAhead(slot, launches) && (await isSettledAt(queue, slot))) {
    course.wanted = course.wanted.filter((other) => other.pass !== slot.pass || other.block < slot.block);
    course.skipped.push({ deviceId: queue.device.id, passId: slot.pass, fromBlock: slot.block });
    reportSettled(queue, slot, progressOf(course.wanted, looks, launches));
    return;
  }
  if (isFinished(slot, launches)) return;
  await measureSlot(queue, course, slot);
  const last = launches.at(-1);
  const hasBuildFailed = last !== undefined && isProductFault(last);
  if (isLookAfter(slot, course.wanted, looks) || hasBuildFailed) queue.onLook(queue.device);
}

/** Tries a slot until it is done or given up. */
async function measureSlot(queue: DeviceQueue, course: Course, slot: Slot): Promise<void> {
  const { launches } = course;
  // An interrupted measurement may have tried the slot already: the last try by number is the one that counts.
  for (let number = triesOf(slot, launches) + 1; number <= MAX_ATTEMPTS; number += 1) {
    queue.signal.throwIfAborted();
    const opened = course.opened ?? (await open(queue, course));
    if (!course.wanted.includes(slot)) return;
    const { evidence, isSessionLost, ...tried } = await tryOnce(queue, opened, launches, { slot, number });
    const launch = await withLog(tried.launch, evidence, queue.logs);
    launches.push(launch);
    await queue.record(launch);
    const progress = progressOf(course.wanted, course.looks, launches);
    queue.onProgress({ kind: 'launched', device: queue.device, launch, ...progress });
    if (isSessionLost) await opened.session.close();
    course.opened = isSessionLost
      ? null
      : { ...opened, freshState: launch.after, atRestSinceMs: queue.clock.monotonicMs() };
    // Launches of an interrupted measurement do not count: whoever resumes has changed something.
    const giveUp = reasonToGiveUp(queue.device, launches.slice(queue.done.length));
    if (giveUp !== null) throw giveUp;
    if (!isWorthRetrying(launch)) return;
    if (number < MAX_ATTEMPTS) await pause(queue, slot, launch, number);
  }
}

/** Opens a session. Passes that cannot be measured in it are wanted no more. */
async function open(queue: DeviceQueue, course: Course): Promise<Opened> {
  const left = [...new Set(course.wanted.map((slot) => passOf(queue, slot)))];
  const { device, launches } = course;
  const { session, found } = await openSession(queue, async (own) => foundDevice(device, own, left, launches));
  course.device = found;
  course.opened = { session, freshState: null, atRestSinceMs: queue.clock.monotonicMs() };
  leaveOut(queue, course, left);
  return course.opened;
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

async function tryOnce(
  queue: DeviceQueue,
  { session, freshState, atRestSinceMs }: Opened,
  launches: readonly Launch[],
  { slot, number }: { readonly slot: Slot; readonly number: number },
): Promise<Tried> {
  const build = queue.buildOf(slot.arm);
  const pass = passOf(queue, slot);
  const dataset = queue.datasets.get(slot.pass);
  if (dataset === undefined) throw new Error(`no dataset was loaded for the pass ${slot.pass}`);
  queue.onProgress({ kind: 'launching', device: queue.device, slot });
  return attemptLaunch({
    session,
    slot,
    pass,
    build,
    artefact: await queue.artefacts.fileOf(build),
    dataset,
    number,
    nonce: queue.nonce(),
    freshState,
    atRestSinceMs,
    blockSupply: blockSupply(slot, launches),
    clock: queue.clock,
    signal: queue.signal,
    onWaiting: (message) => queue.onProgress({ kind: 'waiting', device: queue.device, message }),
    onPreparing: () => queue.onProgress({ kind: 'preparing', device: queue.device, slot }),
  });
}

/** Passes that cannot be measured on the device are reported, and neither wanted nor awaited any more. */
function leaveOut(queue: DeviceQueue, course: Course, left: readonly Pass[]): void {
  const { device } = course;
  const passes = left.filter((pass) => !canMeasure(pass, device));
  if (passes.length === 0) return;
  for (const { id } of passes) queue.rendezvous.leavePass(device.id, id);
  queue.onProgress({ kind: 'inapplicable', device, passes });
  const ids = new Set(passes.map(({ id }) => id));
  course.wanted = course.wanted.filter(({ pass }) => !ids.has(pass));
}

function passOf({ passes }: DeviceQueue, slot: Slot): Pass {
  const pass = passes.get(slot.pass);
  if (pass === undefined) throw new Error(`the plan names a pass that the suite lacks: ${slot.pass}`);
  return pass;
}

async function pause(queue: DeviceQueue, slot: Slot, launch: Launch, number: number): Promise<void> {
  queue.onProgress({ kind: 'retrying', device: queue.device, slot, message: messageOf(launch) });
  await queue.clock.sleep(retryDelayMs(number, queue.random), queue.signal);
}
