import type { Command } from 'commander';
import { resolve } from 'node:path';
import { asideIf, type JsonOption, jsonOption, printJson } from '#harness/cli/json/print-json.ts';
import {
  datasetOption,
  datasetsDirOption,
  devicesFileOption,
  policyOption,
  promptOption,
  seedOption,
  storeOption,
  virtualPhonesOption,
} from '#harness/cli/options.ts';
import { collect, positive, power, wholeNumber } from '#harness/cli/option-values.ts';
import type { Program } from '#harness/cli/program.ts';
import {
  baselineReference,
  callerOf,
  labOf,
  namedSuite,
  plannedRequest,
  type PlanningOptions,
  shownStore,
} from '#harness/cli/request.ts';
import type { World } from '#harness/cli/world.ts';
import { BenchError, type ExitCode } from '#harness/domain/failure.ts';
import type { PreviewRequest } from '#harness/workflow/run/preview-run.ts';

type Options = PlanningOptions &
  JsonOption & {
    readonly power: number;
    readonly change?: number;
    readonly minutes?: number;
    readonly assumeSd?: number;
    readonly policy?: string;
  };

export function addPlan(command: Command, { world, end }: Program): void {
  command
    .option('--suite <name>', 'what to measure (see: fastvlm-bench suites) (required)')
    .option('--device <id>', 'a phone; repeat for more (default: your iPhones, else two virtual ones)', collect)
    .option('--power <share>', 'chance of the right answer to plan for, above 0.5 and below 1', power, 0.9)
    .option('--change <percent>', 'the change to find (default: twice the margin of each metric)', positive)
    .option('--minutes <minutes>', 'print instead what this much time can find on each calibrated phone', positive)
    .option('--assume-sd <percent>', 'standard deviation of blocks to assume, if no phone was calibrated', positive)
    .option('--candidate <app.ipa>', 'a build to check as `run` would')
    .option('--baseline <baseline>', 'a name, a run file or an app.ipa to compare with')
    .addOption(datasetOption())
    .addOption(promptOption())
    .option(
      '--blocks <number>',
      'at most this many blocks per pass (default: as many as the suite plans)',
      wholeNumber(1),
    )
    .option('--no-early-stop', 'plan every block, without looks')
    .addOption(policyOption('pr'))
    .addOption(jsonOption())
    .addOption(seedOption())
    .addOption(storeOption(world))
    .addOption(devicesFileOption())
    .addOption(virtualPhonesOption())
    .addOption(datasetsDirOption())
    .action(async (options: Options) => end(await plan(options, world)));
}

/** Says what a run would do, what it would cost and what it would find. Touches no phone. */
async function plan(options: Options, world: World): Promise<ExitCode> {
  refuseContradictions(options);
  const [{ previewRun }, { previewText, refuseUncalibrated }, { planJson }, { noticeText }, { phonesOption }] =
    await Promise.all([
      import('#harness/workflow/run/preview-run.ts'),
      import('#harness/cli/text/preview-text.ts'),
      import('#harness/cli/json/plan-json.ts'),
      import('#harness/cli/text/notice-text.ts'),
      import('#harness/workflow/command-text.ts'),
    ]);
  const { terminal } = asideIf(options.json, world);
  const caller = callerOf(world, options, (event) => {
    if (!('device' in event)) terminal.write(noticeText(event));
  });
  const preview = await previewRun(await previewRequest(options, world), world, caller);
  const again = `${phonesOption(labOf(options, world.cwd))}${shownStore(options.store)}`;
  const asked = { ...options, options: again, columns: terminal.columns };
  if (options.json === true) {
    refuseUncalibrated(preview, asked);
    printJson(planJson(preview, asked), world);
  } else {
    terminal.write(previewText(preview, asked));
  }
  return 0;
}

async function previewRequest(options: Options, world: World): Promise<PreviewRequest> {
  const { candidate, baseline, policy } = options;
  if (candidate === undefined && baseline !== undefined) {
    throw new BenchError('USAGE', '--baseline needs a --candidate.', {
      remedy: 'Add --candidate with the app.ipa to judge.',
    });
  }
  const { cwd } = world;
  const planned = plannedRequest(options, await namedSuite(options.suite, world), cwd);
  const request = policy === undefined ? planned : { ...planned, policy };
  if (candidate === undefined) return request;
  return {
    ...request,
    candidate: resolve(cwd, candidate),
    ...(baseline === undefined ? {} : { baseline: baselineReference(baseline, cwd) }),
  };
}

function refuseContradictions({ change, minutes, assumeSd }: Options): void {
  if (change !== undefined && minutes !== undefined) {
    throw new BenchError(
      'USAGE',
      '--change and --minutes cannot be combined: one asks how long it takes, the other what that time can find.',
      {
        remedy: 'Leave one of them out.',
      },
    );
  }
  if (minutes !== undefined && assumeSd !== undefined) {
    throw new BenchError(
      'USAGE',
      '--minutes needs calibrated phones: an assumed spread does not show how long a block takes.',
      {
        remedy: 'Leave --assume-sd out and calibrate, or leave --minutes out.',
      },
    );
  }
}
