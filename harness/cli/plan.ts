import { randomInt } from 'node:crypto';
import { decidingCount } from '#harness/compare/stopping.ts';
import type { Calibration } from '#harness/domain/calibration.ts';
import { BenchError, type ExitCode } from '#harness/domain/failure.ts';
import { percentText } from '#harness/domain/number-text.ts';
import type { Plan } from '#harness/domain/plan.ts';
import type { RunHeader } from '#harness/domain/run.ts';
import type { RunStore } from '#harness/ports.ts';
import { chooseDevices, chooseSuite, type DeviceOptions, labOptions } from './choose.ts';
import { limitBlocks } from '#harness/cli/measure/limit-blocks.ts';
import { orderText } from '#harness/cli/plan/order-text.ts';
import { outlookText } from '#harness/cli/plan/outlook-text.ts';
import { planLaunches, planOf } from '#harness/cli/measure/plan-launches.ts';
import { reachText } from '#harness/cli/plan/reach-text.ts';
import { startRun, type StartOptions } from '#harness/cli/measure/start-run.ts';
import { withStoreAtHand } from './with-store.ts';
import type { Lab, World } from './world.ts';

export type PlanOptions = StartOptions &
  DeviceOptions & {
    /** 0.5 to 1. */
    readonly power: number;
    /** In percent. */
    readonly change?: number;
    readonly minutes?: number;
    /** In percent. */
    readonly assumeSd?: number;
  };

/** Says what a run would do, what it would cost and what it would find. Touches no phone. */
export async function planCommand(options: PlanOptions, world: World): Promise<ExitCode> {
  refuseContradictions(options);
  return withStoreAtHand<ExitCode>(options.store, world, async (store) => {
    const lab = await world.lab(labOptions(options, world.cwd));
    const { header, plan } = await plannedRun(options, lab, store, world);
    const calibrations = await plannedCalibrations(header, store);
    world.terminal.write(orderText(header, plan, calibrations));
    if (options.assumeSd === undefined) refuseUncalibrated(header, calibrations);
    const deciding = decidingCount(header);
    // What is assumed is assumed of all of them alike.
    const subjects = options.assumeSd === undefined ? header.devices : header.devices.slice(0, 1);
    for (const device of subjects) {
      const subject = {
        device,
        suite: header.suite,
        calibrations: calibrations.filter(({ deviceId }) => deviceId === device.id),
        assumedSd: options.assumeSd === undefined ? null : Math.log1p(options.assumeSd / 100),
        deciding,
        power: options.power,
      };
      world.terminal.write(
        options.minutes === undefined
          ? outlookText({ ...subject, change: options.change === undefined ? null : options.change / 100 })
          : reachText({ ...subject, minutes: options.minutes }),
      );
    }
    world.terminal.write(footnote(deciding, header.devices.length, options));
    return 0;
  });
}

type PlannedRun = {
  readonly header: Pick<RunHeader, 'suite' | 'devices' | 'seed'>;
  readonly plan: Plan;
};

/** With a candidate everything that a run would refuse is refused here; without one two builds are taken for granted. */
async function plannedRun(options: PlanOptions, lab: Lab, store: RunStore, world: World): Promise<PlannedRun> {
  const seed = options.seed ?? randomInt(2 ** 31);
  if (options.candidate !== undefined) {
    const { header } = await startRun({ ...options, seed }, lab, store, world);
    return { header, plan: planOf(header) };
  }
  if (options.baseline !== undefined) {
    throw new BenchError('USAGE', 'A baseline alone makes no run.', {
      remedy: 'Add --candidate with the app.ipa to judge.',
    });
  }
  const suite = limitBlocks(chooseSuite(await world.suites(), options.suite), options);
  const header = { suite, devices: chooseDevices(lab, options.device ?? []), seed };
  return { header, plan: planLaunches(header, ['baseline', 'candidate']) };
}

/** Of this version of the suite only, metrics in its order; an OS update in between is told beside them. */
async function plannedCalibrations(
  { suite, devices }: PlannedRun['header'],
  store: RunStore,
): Promise<readonly Calibration[]> {
  const found = await store.calibrations({ suiteId: suite.id, deviceIds: devices.map((device) => device.id) });
  return suite.passes.flatMap((pass) =>
    pass.metrics.flatMap((metric) =>
      found.filter(
        (entry) => entry.suiteVersion === suite.version && entry.passId === pass.id && entry.metric === metric,
      ),
    ),
  );
}

function refuseUncalibrated({ suite, devices }: PlannedRun['header'], calibrations: readonly Calibration[]): void {
  const unknown = devices.filter((device) => !calibrations.some(({ deviceId }) => deviceId === device.id));
  if (unknown.length === 0) return;
  const names = unknown.map((device) => device.label).join(', ');
  const named = unknown.map((device) => ` --device ${device.id}`).join('');
  throw new BenchError('USAGE', `Nothing is known of how ${suite.id} v${suite.version} varies on ${names}.`, {
    remedy:
      `Measure it with: fastvlm-bench calibrate --build app.ipa --suite ${suite.id}${named}; ` +
      'or say how far blocks differ, in percent: --assume-sd 4',
  });
}

function refuseContradictions({ change, minutes, assumeSd }: PlanOptions): void {
  if (change !== undefined && minutes !== undefined) {
    throw new BenchError('USAGE', '--change asks how long it takes, --minutes what is found in that time.', {
      remedy: 'Leave one of them out.',
    });
  }
  if (minutes !== undefined && assumeSd !== undefined) {
    throw new BenchError('USAGE', 'How long a block takes is not known where its spread is assumed.', {
      remedy: 'Leave --assume-sd out and calibrate, or leave --minutes out.',
    });
  }
}

function footnote(deciding: number, phones: number, { power, minutes }: PlanOptions): string {
  const each = 1 - (1 - power) / Math.max(1, deciding);
  const legend =
    minutes === undefined
      ? '"to show" and "to find" are blocks that are looked at once; "suite" is the mean number of blocks at its end and the share\n' +
        'of runs in which it has its answer, from 2,000 simulated ones.\n'
      : 'All blocks are looked at once.\n';
  return (
    `\n${legend}${deciding} comparisons on ${phones === 1 ? 'this phone' : `these ${phones} phones`} can fail the gate. ` +
    `For all to show an unchanged build unharmed in ${percentText(power)} of runs,\n` +
    `each is planned to do so in ${percentText(each)}. A change is planned to be found in ${percentText(power)} and to hold among all of them\n` +
    `(Holm: one-sided 5 % / ${deciding}).\n`
  );
}
