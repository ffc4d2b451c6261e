import type { Command } from 'commander';
import { resolve } from 'node:path';
import type { Program } from '#harness/cli/program.ts';
import { asideIf, type JsonOption, jsonOption, printJson } from '#harness/cli/json/print-json.ts';
import {
  appiumPortOption,
  datasetOption,
  datasetsDirOption,
  deviceOption,
  devicesFileOption,
  outOption,
  policyOption,
  promptOption,
  seedOption,
  storeOption,
  suiteOption,
  virtualPhonesOption,
  waiversOption,
} from '#harness/cli/options.ts';
import { wholeNumber } from '#harness/cli/option-values.ts';
import {
  callerOf,
  labOf,
  placesOf,
  type RememberedFiles,
  type RunOptions,
  runRequest,
  waiversOf,
} from '#harness/cli/request.ts';
import type { World } from '#harness/cli/world.ts';
import { BenchError, type ExitCode } from '#harness/domain/failure.ts';
import type { Caller } from '#harness/workflow/caller.ts';
import type { ResumeRequest } from '#harness/workflow/request.ts';

type Options = RunOptions & JsonOption & RememberedFiles & { readonly resume?: string };

export function addRun(command: Command, { world, end }: Program): void {
  command
    .addOption(suiteOption('required unless --resume'))
    .option('--candidate <app.ipa>', 'the build to judge (required unless --resume)')
    .option('--baseline <baseline>', 'a name, a run file or an app.ipa to compare with')
    .addOption(deviceOption())
    .addOption(datasetOption())
    .addOption(promptOption())
    .option(
      '--blocks <number>',
      'at most this many blocks per pass: quicker, but finds less (default: as many as the suite plans)',
      wholeNumber(1),
    )
    .option('--no-early-stop', 'measure every block, even when nothing is left to decide')
    .option('--stop-on-regression', 'end the run as soon as its gate is certain to fail (default under pr)')
    .option(
      '--no-stop-on-regression',
      'measure the whole plan, even when the gate is certain to fail (default under release)',
    )
    .addOption(seedOption())
    .option(
      '--resume <folder>',
      'continue an interrupted run; if a build has moved, name its new place with --candidate or --baseline',
    )
    .addOption(policyOption('pr; with --resume, the policy of the run'))
    .addOption(waiversOption())
    .option('--commit <sha>', 'the commit of the app that is measured (default: from the CI job, else from Git)')
    .option('--branch <name>', 'its branch (default: from the CI job, else from Git)')
    .option('--pull-request <number>', 'its pull request (default: from the CI job)', wholeNumber(1))
    .option('--ci-url <url>', 'the page of the CI job (default: from the environment of the job)')
    .addOption(outOption())
    .addOption(jsonOption())
    .addOption(storeOption(world))
    .addOption(devicesFileOption())
    .addOption(virtualPhonesOption())
    .addOption(datasetsDirOption())
    .addOption(appiumPortOption())
    .action(async (options: Options) => end(await run(options, world)));
}

/** Measures a build, beside a baseline where there is one, then compares, decides and reports. */
async function run(options: Options, world: World): Promise<ExitCode> {
  const [{ runBuild, resumeRun }, { runProgress }, { writePublished, writeLost }, { outcomeJson }, { exitCodeOf }] =
    await Promise.all([
      import('#harness/workflow/run/run-build.ts'),
      import('#harness/cli/text/run-progress.ts'),
      import('#harness/cli/text/published-text.ts'),
      import('#harness/cli/json/published-json.ts'),
      import('#harness/domain/exit-code.ts'),
    ]);
  const progress = runProgress(asideIf(options.json, world));
  const caller = callerOf(world, options, progress.onEvent);
  const { resume } = options;
  const measure = async () =>
    resume === undefined
      ? runBuild(await runRequest(options, world), world, caller)
      : resumeRun(await resumeRequest(options, resolve(world.cwd, resume), world.cwd, caller), world, caller);
  const outcome = await measure().finally(progress.end);
  if (options.json === true) {
    printJson(outcomeJson(outcome), world);
  } else {
    await writePublished(outcome, world);
    if (!outcome.isAlreadyComplete) world.terminal.write(`Run:    ${outcome.run.id}\n`);
  }
  writeLost(outcome.lost, world.terminal);
  return exitCodeOf(outcome.report.decision);
}

/** A resumed run keeps what it began with; only where its builds lie may have changed. */
async function resumeRequest(
  options: Options,
  folder: string,
  cwd: string,
  caller: Pick<Caller, 'typed'>,
): Promise<ResumeRequest> {
  const { suite, device, blocks, dataset, prompt, seed, out, stopOnRegression, earlyStop = true } = options;
  const { commit, branch, pullRequest, ciUrl } = options;
  const source = [commit, branch, pullRequest, ciUrl];
  const others = [suite, device, blocks, dataset, prompt, seed, out, stopOnRegression, ...source];
  const { candidate, baseline, policy } = options;
  const [places, lab] = [placesOf(options, cwd), labOf(options, cwd)];
  const request = {
    ...places,
    folder,
    lab,
    ...(candidate === undefined ? {} : { candidate: resolve(cwd, candidate) }),
    ...(baseline === undefined ? {} : { baseline: resolve(cwd, baseline) }),
    ...(policy === undefined ? {} : { policy }),
    ...(options.policyFile === undefined ? {} : { policyFile: resolve(cwd, options.policyFile) }),
    ...waiversOf(options, cwd),
  };
  if (!earlyStop || others.some((option) => option !== undefined)) {
    const { movedOptions, resumedAgain } = await import('#harness/workflow/command-text.ts');
    const again = resumedAgain(request, caller) + movedOptions(request);
    throw new BenchError('USAGE', '--resume continues a run as it began and takes no other options.', {
      remedy: `Leave the other options out: ${again}`,
    });
  }
  return request;
}
