import { completed } from '#harness/domain/count-slots.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { type Device, phonesByModel } from '#harness/domain/device.ts';
import type { Launch } from '#harness/domain/launch.ts';
import { count } from '#harness/text/numbers.ts';
import type { Plan } from '#harness/domain/plan.ts';
import type { StoppedEarly } from '#harness/domain/measured-part.ts';
import type { Run, RunHeader } from '#harness/domain/run.ts';
import type { Pass } from '#harness/domain/suite.ts';
import type { FailureRule, StoppingRule } from '#harness/domain/stopping-rule.ts';
import { unmeasuredBlocks } from '#harness/domain/whole-blocks.ts';
import type { Clock, Random } from '#harness/ports/time.ts';
import type { DeviceDriver } from '#harness/ports/device.ts';
import type { LoadedDataset } from '#harness/ports/dataset.ts';
import type { Journal, KeptLogs } from '#harness/ports/store.ts';
import { measureDevice, type QueueEnd } from './device-queue.ts';
import { leftOut } from './left-out.ts';
import { KeptChecksums } from './kept-checksums.ts';
import { KeptTokens } from './kept-tokens.ts';
import { LeftWatch } from './watch-left.ts';
import { isAhead, launchesBefore, looksIn } from './look.ts';
import type { ProgressEvent } from './progress.ts';
import { createRendezvous, type Rendezvous } from './rendezvous.ts';
import { baselineBuild } from '#harness/domain/reference.ts';
import { measurableSlots } from '#harness/plan/plan-launches.ts';
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

export type MeasureResult = {
  readonly run: Run;
  /** Devices that could not be measured to the end, and why. */
  readonly lost: readonly { readonly deviceId: string; readonly error: BenchError }[];
};

/**
 * Measures a plan: all devices at once, each device's launches in order, every launch in the journal before the next
 * one starts. A device is let go of when nothing is left for it, whatever the others are at. A lost device does not
 * stop the others; a failure of the whole lab, the signal, or a gate that is certain to fail stops all of them.
 */
export async function measureRun(request: MeasureRequest): Promise<MeasureResult> {
  const { header, plan, clock } = request;
  const stop = new AbortController();
  const signal = AbortSignal.any([request.signal, stop.signal]);
  const launches: Launch[] = [...request.done];
  const tokens = new KeptTokens(request.done);
  const checksums = new KeptChecksums(request.done);
  const passes = new Map(header.suite.passes.map((pass) => [pass.id, pass]));
  const ending: { stopped: Pick<StoppedEarly, 'at' | 'reason'> | null } = { stopped: null };
  const left = new LeftWatch(request, passes);
  const onProgress = (event: ProgressEvent): void => {
    left.see(event);
    request.onProgress(event);
  };
  const askWhetherItFails = (device: Device): void => {
    if (ending.stopped !== null) return;
    const reason = request.whyItFails?.(launches) ?? null;
    // A gate that is certain to fail only when all is measured ends nothing.
    if (reason === null || !left.isAnyLeft(launches)) return;
    ending.stopped = { at: clock.now().toISOString(), reason };
    request.onProgress({ kind: 'stopped', device, reason });
    // Launches that are under way are given up: what the run holds is what the rule has seen.
    stop.abort(new Error('the gate fails already'));
  };
  const meetings = meetingsOf(request, passes, launches);
  const measureOne = async (deviceId: string): Promise<QueueEnd> => {
    const device = header.devices.find((candidate) => candidate.id === deviceId);
    const own = plan.devices.find((candidate) => candidate.deviceId === deviceId);
    const rendezvous = meetings.get(deviceId);
    if (device === undefined || own === undefined || rendezvous === undefined)
      throw new Error(`the plan names a device that the run lacks: ${deviceId}`);
    try {
      const end = await measureDevice({
        device,
        driver: request.driverOf(deviceId),
        slots: own.slots,
        done: request.done.filter((launch) => launch.deviceId === deviceId),
        passes,
        datasets: request.datasets,
        artefacts: request.artefacts,
        buildOf: (arm) => (arm === 'baseline' ? baselineBuild(header) : null) ?? header.candidate,
        record: async (launch) => {
          if (ending.stopped !== null) return;
          const kept = checksums.keepIn(tokens.keepIn(launch));
          launches.push(kept);
          await request.journal.append(kept);
        },
        logs: request.logs ?? null,
        onLook: askWhetherItFails,
        isStopped: () => ending.stopped !== null,
        rendezvous,
        onProgress,
        clock,
        random: request.random,
        nonce: request.nonce,
        signal,
      });
      rendezvous.leave(deviceId, end.lost === null ? 'done' : 'lost');
      return end;
    } catch (error) {
      stop.abort(error);
      throw error;
    }
  };
  const ends = await Promise.allSettled(plan.devices.map(async ({ deviceId }) => measureOne(deviceId)));
  if (request.signal.aborted) throw interrupted(launches.length, request.signal.reason);
  const { stopped } = ending;
  if (stopped === null && stop.signal.aborted) throw stop.signal.reason;
  const lost = ends.flatMap((end) =>
    end.status === 'fulfilled' && end.value.lost !== null
      ? [{ deviceId: end.value.device.id, error: end.value.lost }]
      : [],
  );
  const settled = ends.flatMap((end) => (end.status === 'fulfilled' ? end.value.skipped : []));
  const found = new Map(
    ends.flatMap((end) => (end.status === 'fulfilled' ? [[end.value.device.id, end.value.device]] : [])),
  );
  const devices = header.devices.map((device) => found.get(device.id) ?? device);
  const run = {
    ...header,
    devices,
    endedAt: clock.now().toISOString(),
    launches,
    skipped: settled,
    ...(lost.length === 0 ? {} : { lost: lost.map(({ deviceId, error }) => ({ deviceId, message: error.message })) }),
  };
  if (stopped !== null) {
    const { isSettled } = request;
    const plans = plan.devices
      .filter(({ deviceId }) => !lost.some((one) => one.deviceId === deviceId))
      .map((own) => ({ ...own, slots: measurableSlots(own, header.suite, devices) }));
    const skipped = leftOut({ plans, devices, passes, launches, settled, isSettled });
    const stoppedEarly: StoppedEarly = { ...stopped, ...skipped };
    // What was sure only with the last launch has ended nothing.
    const ended = skipped.launchesLeft === 0 ? {} : { stoppedEarly };
    return { run: completed({ ...run, skipped: unmeasuredBlocks(run), ...ended }), lost };
  }
  return { run: completed(run), lost };
}

/** The phones of each model meet by themselves. */
function meetingsOf(
  { header, plan, done, isSettled }: MeasureRequest,
  passes: ReadonlyMap<string, Pass>,
  launches: readonly Launch[],
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
