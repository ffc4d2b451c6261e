import { calibrate } from '#harness/lab/calibrate/calibrate.ts';
import { type Trust, trustOf } from '#harness/lab/calibrate/trust.ts';
import { whyUnusable } from '#harness/lab/calibrate/usable-runs.ts';
import type { Calibration } from '#harness/domain/calibration.ts';
import type { Device } from '#harness/domain/device.ts';
import { BenchError, type ExitCode } from '#harness/domain/failure.ts';
import type { Run } from '#harness/domain/run.ts';
import type { Suite } from '#harness/domain/suite.ts';
import { shellWord } from '#harness/text/shell-word.ts';
import { storeOption } from '#harness/workflow/bench-folder.ts';
import { calibrationText } from '#harness/cli/text/calibration-text.ts';
import { refuseExact } from '#harness/workflow/refuse-exact.ts';
import { findRun } from '#harness/workflow/find-run.ts';
import { type MeasuredSessions, measureSessions, type SessionOptions } from '#harness/workflow/measure-sessions.ts';
import { withStore, withStoreIfAny } from '#harness/workflow/with-store.ts';
import type { World } from '#harness/cli/world.ts';

export type CalibrateOptions = SessionOptions & { readonly from?: readonly string[] };

/**
 * Learns how phones vary when nothing is changed, from sessions of a build against itself. 1 where a phone is not to be
 * trusted, 3 where too little is known of one to say.
 */
export async function calibrateCommand(options: CalibrateOptions, world: World): Promise<ExitCode> {
  const { from } = options;
  const { runs, lost } =
    from === undefined
      ? await measureSessions(options, world)
      : { runs: await findSessions(onlyFrom(options, from), options.store, world), lost: [] };
  const suite = await plannedSuite(runs, world);
  await refuseExact(suite, world);
  const calibrations = calibrate(runs, suite);
  await withStore(options.store, world, async (store) => store.saveCalibrations(calibrations));
  const trusts = devicesOf(runs).map((device) => describe(device, calibrations, suite, world));
  if (from === undefined) {
    const names = runs.map((run) => run.id).join(' ');
    world.terminal.write(
      `\nTogether with sessions of other days: fastvlm-bench calibrate --from ${names} RUN …${storeOption(options.store)}\n`,
    );
  }
  sayLost(lost, world);
  if (lost.length > 0) return 4;
  if (trusts.some(({ doubts }) => doubts.length > 0)) return 1;
  return trusts.every(({ gaps }) => gaps.length === 0) ? 0 : 3;
}

async function findSessions(references: readonly string[], file: string, world: World): Promise<readonly Run[]> {
  const found = await withStoreIfAny(file, world, async (store) =>
    Promise.all(references.map(async (reference) => findRun(reference, store, world.cwd))),
  );
  const runs = [...new Map(found.map((run) => [run.id, run])).values()];
  const reasons = whyUnusable(runs);
  if (reasons.length > 0) {
    throw new BenchError('NOT_COMPARABLE', `These runs are no calibration:\n  - ${reasons.join('\n  - ')}`, {
      remedy: 'Name runs of one build against itself: run --candidate APP --baseline APP --no-early-stop',
    });
  }
  return runs;
}

/** The suite with all its blocks; the runs may have had fewer. One that is no longer known is taken as it was measured. */
async function plannedSuite(runs: readonly Run[], world: World): Promise<Suite> {
  const [first] = runs;
  if (first === undefined) throw new Error('a calibration of no run');
  const known = (await world.suites()).find(
    ({ id, version }) => id === first.suite.id && version === first.suite.version,
  );
  return known ?? first.suite;
}

function devicesOf(runs: readonly Run[]): readonly Device[] {
  return [...new Map(runs.flatMap((run) => run.devices.map((device) => [device.id, device]))).values()];
}

function describe(device: Device, calibrations: readonly Calibration[], suite: Suite, world: World): Trust {
  const own = calibrations.filter(({ deviceId }) => deviceId === device.id);
  const trust = trustOf(own, suite);
  world.terminal.write(`\n${calibrationText(device, own, trust, suite, world.terminal.columns)}`);
  return trust;
}

function sayLost(lost: MeasuredSessions['lost'], world: World): void {
  for (const { deviceId, error } of lost) {
    world.terminal.writeError(`error: ${deviceId} was not measured to the end: ${error.message}\n  ${error.remedy}\n`);
  }
}

function onlyFrom(options: CalibrateOptions, from: readonly string[]): readonly string[] {
  const { build, suite, device, blocks, seed, out } = options;
  if ([build, suite, device, blocks, seed, out].every((option) => option === undefined)) return from;
  throw new BenchError('USAGE', '--from takes sessions as they were measured; it takes no other choice.', {
    remedy: `Leave the other options out: fastvlm-bench calibrate --from ${from.map(shellWord).join(' ')}${storeOption(options.store)}`,
  });
}
