import type { Command } from 'commander';
import { resolve } from 'node:path';
import { asideIf, type JsonOption, jsonOption, printJson } from '#harness/cli/json/print-json.ts';
import {
  appiumPortOption,
  datasetsDirOption,
  devicesFileOption,
  seedOption,
  storeOption,
  virtualPhonesOption,
} from '#harness/cli/options.ts';
import { collect, wholeNumber } from '#harness/cli/option-values.ts';
import type { Program } from '#harness/cli/program.ts';
import {
  callerOf,
  type DeviceOptions,
  labOf,
  type LibraryOptions,
  namedSuite,
  placesOf,
  runReference,
  shownStore,
  type StoreOptions,
} from '#harness/cli/request.ts';
import type { World } from '#harness/cli/world.ts';
import { BenchError, type ExitCode } from '#harness/domain/failure.ts';
import type { Caller } from '#harness/workflow/caller.ts';
import type { CalibrateRequest, CalibrationResult } from '#harness/workflow/lab/calibrate-device.ts';

type Options = StoreOptions &
  JsonOption &
  LibraryOptions &
  DeviceOptions & {
    readonly build?: string;
    readonly suite?: string;
    readonly device?: readonly string[];
    readonly sessions: number;
    readonly blocks?: number;
    readonly seed?: number;
    readonly out?: string;
    readonly from?: readonly string[];
  };

export function addCalibrate(command: Command, { world, end }: Program): void {
  command
    .option('--build <app.ipa>', 'the build to measure against itself; `samples` writes some (required unless --from)')
    .option('--suite <name>', 'what to measure (see: fastvlm-bench suites) (required unless --from)')
    .option('--device <id>', 'a phone; repeat for more (default: your iPhones, else two virtual ones)', collect)
    .option('--sessions <number>', 'sessions; each opens the phones anew', wholeNumber(1), 3)
    .option(
      '--blocks <number>',
      'at most this many blocks per pass (default: as many as the suite plans)',
      wholeNumber(1),
    )
    .addOption(seedOption('seed of the order of launches of the first session (default: drawn)'))
    .option('--from <run...>', 'take stored runs of a build against itself instead of measuring')
    .option('--out <folder>', 'where the sessions go (default: a folder of its own in .fastvlm-bench)')
    .addOption(jsonOption())
    .addOption(storeOption(world))
    .addOption(devicesFileOption())
    .addOption(virtualPhonesOption())
    .addOption(datasetsDirOption())
    .addOption(appiumPortOption())
    .addHelpText(
      'after',
      '\nExit codes: 0 every phone can be trusted, 1 one cannot, 2 bad usage, 3 too few sessions to decide, 4 the lab failed.',
    )
    .action(async (options: Options) => end(await calibrate(options, world)));
}

/**
 * Learns how phones vary when nothing is changed, from sessions of a build against itself. 1 where a phone is not to be
 * trusted, 3 where too little is known of one to say.
 */
async function calibrate(options: Options, world: World): Promise<ExitCode> {
  const [{ calibrationText }, { calibrationJson }, { runProgress }, { writeLost }, { calibrateFromCommand }] =
    await Promise.all([
      import('#harness/cli/text/calibration-text.ts'),
      import('#harness/cli/json/calibrations-json.ts'),
      import('#harness/cli/text/run-progress.ts'),
      import('#harness/cli/text/published-text.ts'),
      import('#harness/text/commands.ts'),
    ]);
  const { terminal } = world;
  const progress = runProgress(asideIf(options.json, world));
  const result = await learn(options, world, callerOf(world, options, progress.onEvent)).finally(progress.end);
  if (options.json === true) {
    printJson(calibrationJson(result), world);
    return exitCodeOf(result);
  }
  for (const { device, calibrations, trust } of result.devices) {
    terminal.write(`\n${calibrationText(device, calibrations, trust, result.suite, terminal.columns)}`);
  }
  if (options.from === undefined) {
    const runs = [...result.runs.map((run) => run.id), 'RUN'];
    terminal.write(
      `\nTogether with sessions of other days: ${calibrateFromCommand(runs, ` …${shownStore(options.store)}`)}\n`,
    );
  }
  writeLost(result.lost, terminal);
  return exitCodeOf(result);
}

function exitCodeOf({ lost, devices }: CalibrationResult): ExitCode {
  if (lost.length > 0) return 4;
  if (devices.some(({ trust }) => trust.doubts.length > 0)) return 1;
  return devices.every(({ trust }) => trust.gaps.length === 0) ? 0 : 3;
}

async function learn(options: Options, world: World, caller: Caller): Promise<CalibrationResult> {
  const { calibrateDevice, calibrateFrom } = await import('#harness/workflow/lab/calibrate-device.ts');
  const { from } = options;
  if (from === undefined) return calibrateDevice(await sessionsRequest(options, world), world, caller);
  await refuseOtherChoices(options, from);
  const runs = from.map((reference) => runReference(reference, world.cwd));
  return calibrateFrom({ ...placesOf(options, world.cwd), runs }, world);
}

async function sessionsRequest(options: Options, world: World): Promise<CalibrateRequest> {
  const { build, device, sessions, blocks, seed, out } = options;
  if (build === undefined) {
    throw new BenchError('USAGE', 'No build was named.', {
      remedy: 'Add --build with an app.ipa; `fastvlm-bench samples FOLDER` writes some of the sample app.',
    });
  }
  const { cwd } = world;
  return {
    ...placesOf(options, cwd),
    lab: labOf(options, cwd),
    build: resolve(cwd, build),
    suite: await namedSuite(options.suite, world),
    sessions,
    ...(device === undefined ? {} : { devices: device }),
    ...(blocks === undefined ? {} : { blocks }),
    ...(seed === undefined ? {} : { seed }),
    ...(out === undefined ? {} : { folder: resolve(cwd, out) }),
  };
}

async function refuseOtherChoices(options: Options, from: readonly string[]): Promise<void> {
  const { build, suite, device, blocks, seed, out } = options;
  if ([build, suite, device, blocks, seed, out].every((option) => option === undefined)) return;
  const { calibrateFromCommand } = await import('#harness/text/commands.ts');
  throw new BenchError('USAGE', '--from uses sessions as they were measured and takes no other options.', {
    remedy: `Leave the other options out: ${calibrateFromCommand(from, shownStore(options.store))}`,
  });
}
