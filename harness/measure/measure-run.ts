import { BenchError } from '#harness/domain/failure.ts';
import { type Device, phonesByModel } from '#harness/domain/device.ts';
import type { Launch } from '#harness/domain/launch.ts';
import { count } from '#harness/text/numbers.ts';
import type { Plan } from '#harness/domain/plan.ts';
import type { StoppedEarly } from '#harness/domain/measured-part.ts';
import type { RunHeader } from '#harness/domain/run.ts';
import type { Pass } from '#harness/domain/suite.ts';
import type { FailureRule, StoppingRule } from '#harness/domain/stopping-rule.ts';
import type { Clock, Random } from '#harness/ports/time.ts';
import type { DeviceDriver } from '#harness/ports/device.ts';
import type { LoadedDataset } from '#harness/ports/dataset.ts';
import type { Journal, KeptLogs } from '#harness/ports/store.ts';
import { type DeviceQueue, measureDevice, type QueueEnd } from './device-queue.ts';
import { KeptChecksums } from './kept-checksums.ts';
import { KeptTokens } from './kept-tokens.ts';
import { isAhead, launchesBefore, looksIn } from './look.ts';
import type { ProgressEvent } from './progress.ts';
import { LeftWatch } from './watch-left.ts';
import { type MeasureResult, measuredRun } from './measured-run.ts';
import { createRendezvous, type Rendezvous } from './rendezvous.ts';
import { baselineBuild } from '#harness/domain/reference.ts';
import type { ArtefactStore } from '#harness/ports/artefact.ts';

export type MeasureRequest = {
  readonly header: RunHeader;
  readonly plan: Plan;
  /** The driver that reaches a device of the plan. */
  readonly driverOf: (deviceId: string) => DeviceDriver;
  /** The dataset of each pass, by the pass's name. */
  readonly datasets: ReadonlyMap<string, LoadedDataset>;
  /** Where the builds lie. */
  readonly artefacts: ArtefactStore;
  readonly journal: Journal;
  /** Missing where no logs of failed launches are wanted. */
  readonly logs?: KeptLogs;
  /** Launches that an interrupted measurement of the same run left in its journal. */
  readonly done: readonly Launch[];
  /** Says at each look whether a device may leave the rest of a pass out. */
  readonly isSettled: StoppingRule;
  /** Says at each look whether the run may end; null where it is measured to its end. */
  readonly whyItFails: FailureRule | null;
  readonly onProgress: (event: ProgressEvent) => void;
  readonly clock: Clock;
  readonly random: Random;
  readonly nonce: () => string;
  readonly signal: AbortSignal;
};

/**
 * Measures a plan: all devices at once, each device's launches in order, every launch in the journal before the next
 * one starts. A device's session is closed when nothing is left for it, whatever the others are at. A lost device does not
 * stop the others; a failure of the whole lab, the signal, or a gate that is certain to fail stops all of them.
 */
export async function measureRun(request: MeasureRequest): Promise<MeasureResult> {
  const { header, plan, clock } = request;
  const passes = new Map(header.suite.passes.map((pass) => [pass.id, pass]));
  const course: Course = {
    launches: [...request.done],
    passes,
    left: new LeftWatch(request, passes),
    stop: new AbortController(),
    stopped: null,
  };
  const meetings = meetingsOf(request, course);
  const record = recorderOf(request, course);
  // Before anything is measured: a device that is not here refuses the run as a whole.
  const queues = plan.devices.map(({ deviceId, slots }): DeviceQueue => {
    const [device, rendezvous] = [header.devices.find(({ id }) => id === deviceId), meetings.get(deviceId)];
    if (device === undefined || rendezvous === undefined)
      throw new Error(`the plan names a device that the run lacks: ${deviceId}`);
    return { ...queueOf(request, course, deviceId), device, slots, rendezvous, record };
  });
  const ends = await Promise.allSettled(queues.map(async (queue) => measureOne(queue, course)));
  if (request.signal.aborted) throw interrupted(course.launches.length, request.signal.reason);
  if (course.stopped === null && course.stop.signal.aborted) throw course.stop.signal.reason;
  const { launches, stopped } = course;
  const reached = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
  return measuredRun(
    { header, plan, isSettled: request.isSettled, ends: reached, launches, passes, stopped },
    clock.now(),
  );
}

/** How far the measurement of a run is. */
type Course = {
  readonly launches: Launch[];
  readonly passes: ReadonlyMap<string, Pass>;
  readonly left: LeftWatch;
  /** Stops all devices. */
  readonly stop: AbortController;
  /** Set where the gate is certain to fail. */
  stopped: Pick<StoppedEarly, 'at' | 'reason'> | null;
};

/** What concerns the whole lab stops the other devices too. */
async function measureOne(queue: DeviceQueue, { stop }: Course): Promise<QueueEnd> {
  try {
    const end = await measureDevice(queue);
    queue.rendezvous.leave(queue.device.id, end.lost === null ? 'done' : 'lost');
    return end;
  } catch (error) {
    stop.abort(error);
    throw error;
  }
}

/** Keeps each launch in the journal before the next one starts, and none that ends after the run was stopped. */
function recorderOf({ done, journal }: MeasureRequest, course: Course): DeviceQueue['record'] {
  const tokens = new KeptTokens(done);
  const checksums = new KeptChecksums(done);
  return async (launch) => {
    if (course.stopped !== null) return;
    const kept = checksums.keepIn(tokens.keepIn(launch));
    course.launches.push(kept);
    await journal.append(kept);
  };
}

/** The queue of a device but for what is its own. */
function queueOf(
  request: MeasureRequest,
  course: Course,
  deviceId: string,
): Omit<DeviceQueue, 'device' | 'slots' | 'rendezvous' | 'record'> {
  const { header, done, datasets, artefacts, logs = null, clock, random, nonce } = request;
  return {
    driver: request.driverOf(deviceId),
    done: done.filter((launch) => launch.deviceId === deviceId),
    passes: course.passes,
    datasets,
    artefacts,
    buildOf: (arm) => (arm === 'baseline' ? baselineBuild(header) : null) ?? header.candidate,
    logs,
    onLook: (device) => stopWhereItFails(device, request, course),
    isStopped: () => course.stopped !== null,
    onProgress: (event) => {
      course.left.see(event);
      request.onProgress(event);
    },
    clock,
    random,
    nonce,
    signal: AbortSignal.any([request.signal, course.stop.signal]),
  };
}

function stopWhereItFails(device: Device, { whyItFails, clock, onProgress }: MeasureRequest, course: Course): void {
  if (course.stopped !== null) return;
  const reason = whyItFails?.(course.launches) ?? null;
  // A gate that is certain to fail only when all is measured ends nothing.
  if (reason === null || !course.left.isAnyLeft(course.launches)) return;
  course.stopped = { at: clock.now().toISOString(), reason };
  onProgress({ kind: 'stopped', device, reason });
  // Launches that are under way are given up: what the run holds is what the rule has seen.
  course.stop.abort(new Error('the gate fails already'));
}

/** The phones of each model meet by themselves. */
function meetingsOf(
  { header, plan, done, isSettled }: MeasureRequest,
  { passes, launches }: Course,
): ReadonlyMap<string, Rendezvous> {
  const meetings = phonesByModel(header.devices).flatMap((devices) => {
    const phones = devices.map(({ id }) => {
      const slots = plan.devices.find(({ deviceId }) => deviceId === id)?.slots ?? [];
      const own = done.filter(({ deviceId }) => deviceId === id);
      return { deviceId: id, ahead: looksIn(slots, passes).filter((look) => isAhead(look, own)) };
    });
    const rendezvous = createRendezvous(phones, (place) =>
      isSettled(place, launchesBefore(place, plan.devices, launches)),
    );
    return devices.map(({ id }) => [id, rendezvous] as const);
  });
  return new Map(meetings);
}

function interrupted(launches: number, cause: unknown): BenchError {
  const recorded = count(launches, 'launch is', 'launches are');
  return new BenchError('INTERRUPTED', `Stopped before the end; ${recorded} in the journal.`, {
    remedy: 'Resume the run.',
    cause,
  });
}
