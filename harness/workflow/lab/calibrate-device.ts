import { join } from 'node:path';
import type { Calibration } from '#harness/domain/calibration.ts';
import type { Device } from '#harness/domain/device.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { measuredBeside } from '#harness/domain/reference.ts';
import type { Run, RunHeader } from '#harness/domain/run.ts';
import type { Suite } from '#harness/domain/suite.ts';
import { calibrate } from '#harness/lab/calibrate/calibrate.ts';
import { type Trust, trustOf } from '#harness/lab/calibrate/trust.ts';
import { whyUnusable } from '#harness/lab/calibrate/usable-runs.ts';
import type { MeasureResult } from '#harness/measure/measured-run.ts';
import type { Caller } from '#harness/workflow/caller.ts';
import { chooseSuite } from '#harness/workflow/choose.ts';
import { calibrateFromCommand } from '#harness/text/commands.ts';
import { storeOption } from '#harness/workflow/command-text.ts';
import { executeRun } from '#harness/workflow/run/execute-run.ts';
import { findRun } from '#harness/workflow/store/find-run.ts';
import type { Host, Lab } from '#harness/workflow/host.ts';
import { momentName } from '#harness/workflow/moment.ts';
import { outFolder } from '#harness/workflow/out-folder.ts';
import { prepareIn } from '#harness/workflow/run/prepare-run.ts';
import { refuseExact } from './refuse-exact.ts';
import type { Places, RunReference, RunRequest } from '#harness/workflow/request.ts';
import { withStore, withStoreIfAny } from '#harness/workflow/store/with-store.ts';

/** Sessions of a build against itself. `seed` is that of the first; each has one of its own. */
export type CalibrateRequest = Places &
  Pick<RunRequest, 'lab' | 'suite' | 'devices' | 'blocks' | 'seed' | 'folder'> & {
    /** The app.ipa to measure against itself. */
    readonly build: string;
    readonly sessions: number;
  };

/** What sessions showed of how phones vary when nothing changes. */
export type CalibrationResult = {
  readonly runs: readonly Run[];
  readonly suite: Suite;
  readonly devices: readonly {
    readonly device: Device;
    readonly calibrations: readonly Calibration[];
    readonly trust: Trust;
  }[];
  /** Devices that could not be measured to the end, and why. */
  readonly lost: MeasureResult['lost'];
};

/**
 * Measures a build against itself, session after session, every block of each, and learns from them how phones vary.
 * Each session is a run of its own, stored like any other, and each opens the phones anew.
 */
export async function calibrateDevice(
  request: CalibrateRequest,
  host: Host,
  caller: Caller = {},
): Promise<CalibrationResult> {
  await refuseExact(chooseSuite(await host.suites(), request.suite), host);
  const lab = await host.lab(request.lab ?? {});
  const ownFolder = join(request.home, 'calibrations', `${momentName(host.clock.now())}-${request.suite}`);
  const folder = await outFolder(request.folder ?? ownFolder);
  const runs: Run[] = [];
  const lost: MeasureResult['lost'][number][] = [];
  for (let number = 1; number <= request.sessions; number += 1) {
    const own = join(folder, `session-${number}`);
    const end = await measureSession(request, number, own, { lab, host, caller }).catch((error: unknown) => {
      throw withSessions(error, [...runs.map((run) => run.id), own], storeOption(request, caller));
    });
    runs.push(end.run);
    lost.push(...end.lost);
  }
  return { ...(await learnFrom(runs, request, host)), lost };
}

/** Learns from runs of a build against itself that were measured before. Throws NOT_COMPARABLE. */
export async function calibrateFrom(
  request: Places & { readonly runs: readonly RunReference[] },
  host: Host,
): Promise<CalibrationResult> {
  const found = await withStoreIfAny(request, host, async (store) =>
    Promise.all(request.runs.map(async (reference) => findRun(reference, store))),
  );
  const runs = [...new Map(found.map((run) => [run.id, run])).values()];
  const reasons = whyUnusable(runs);
  if (reasons.length > 0) {
    throw new BenchError('NOT_COMPARABLE', `These runs cannot make a calibration:\n  - ${reasons.join('\n  - ')}`, {
      remedy: 'Name runs of one build against itself: run --candidate APP --baseline APP --no-early-stop',
    });
  }
  return { ...(await learnFrom(runs, request, host)), lost: [] };
}

async function measureSession(
  { build, sessions, seed, ...request }: CalibrateRequest,
  number: number,
  folder: string,
  { lab, host, caller }: { readonly lab: Lab; readonly host: Host; readonly caller: Caller },
): Promise<MeasureResult> {
  const asked: RunRequest = {
    ...request,
    ...(seed === undefined ? {} : { seed: seed + number - 1 }),
    candidate: build,
    earlyStop: false,
    folder,
  };
  // All sessions leave out the same devices.
  const onEvent: Caller['onEvent'] = (event) => {
    if (event.kind !== 'leftOut' || number === 1) caller.onEvent?.(event);
  };
  const prepared = await withStoreIfAny(request, host, async (store) =>
    prepareIn(asked, lab, store, host, { onEvent }),
  );
  caller.onEvent?.({ kind: 'session', number, of: sessions });
  const header: RunHeader = { ...prepared.header, reference: measuredBeside(prepared.header.candidate) };
  return executeRun({ ...prepared, header }, host, caller);
}

async function learnFrom(runs: readonly Run[], places: Places, host: Host): Promise<Omit<CalibrationResult, 'lost'>> {
  const suite = await wholeSuite(runs, host);
  await refuseExact(suite, host);
  const calibrations = calibrate(runs, suite);
  await withStore(places, host, async (store) => store.saveCalibrations(calibrations));
  const devices = devicesOf(runs).map((device) => {
    const own = calibrations.filter(({ deviceId }) => deviceId === device.id);
    return { device, calibrations: own, trust: trustOf(own, suite) };
  });
  return { runs, suite, devices };
}

/** The suite with all its blocks; the runs may have had fewer. One that is no longer known is taken as it was measured. */
async function wholeSuite(runs: readonly Run[], host: Host): Promise<Suite> {
  const [first] = runs;
  if (first === undefined) throw new Error('a calibration of no run');
  const known = (await host.suites()).find(
    ({ id, version }) => id === first.suite.id && version === first.suite.version,
  );
  return known ?? first.suite;
}

function devicesOf(runs: readonly Run[]): readonly Device[] {
  return [...new Map(runs.flatMap((run) => run.devices.map((device) => [device.id, device]))).values()];
}

/**
 * Finished sessions are not lost with the one that went wrong, which comes last. One that was stopped can be finished by
 * a run, which learns nothing from it.
 */
function withSessions(error: unknown, sessions: readonly string[], inStore: string): unknown {
  if (!(error instanceof BenchError)) return error;
  const isStopped = error.code === 'INTERRUPTED';
  const usable = isStopped ? sessions : sessions.slice(0, -1);
  if (usable.length === 0) return error;
  const how = isStopped ? 'That finishes the session only; then learn from it with' : 'What the finished sessions show';
  return new BenchError(error.code, error.message, {
    remedy: `${error.remedy}\n  ${how}: ${calibrateFromCommand(usable, inStore)}`,
    cause: error,
  });
}
