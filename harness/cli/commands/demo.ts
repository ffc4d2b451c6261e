import type { Command } from 'commander';
import { join, relative } from 'node:path';
import { outOption, SAMPLES } from '#harness/cli/options.ts';
import type { Program } from '#harness/cli/program.ts';
import { folderOf } from '#harness/cli/request.ts';
import type { World } from '#harness/cli/world.ts';
import type { ExitCode } from '#harness/domain/failure.ts';
import { shellWord } from '#harness/text/shell-word.ts';

type Options = { readonly candidate: string; readonly suite: string; readonly out?: string };

const BASELINE_BUILD = 'reference';
const BASELINE_NAME = 'demo';
/** One of its own, so that both builds stay installed. */
const CANDIDATE_BUNDLE_ID = 'dev.fastvlmbench.candidate';
/** Few, because the baseline is measured again beside the candidate. */
const BASELINE_BLOCKS = '1';
/** A store of its own: the demo must not change the user's baselines or add to their runs. */
const STORE = 'store.sqlite';
/** The exit code of a gate that could not decide. */
const INCONCLUSIVE = 3;

export function addDemo(command: Command, { world, end, main }: Program): void {
  command
    .option('--candidate <build>', `which sample build to judge: ${SAMPLES.join(', ')}`, 'rebuilt')
    .option('--suite <name>', 'what to measure', 'demo')
    .addOption(outOption())
    .action(async (options: Options) => end(await demo(options, world, main)));
}

/** Everything from measuring to the report, as a person would type it: each command is printed before it runs. */
async function demo(options: Options, world: World, main: Program['main']): Promise<ExitCode> {
  const [{ chooseSuite }, { RUN_FILE }, { momentName }, { outFolder }, { expectedVerdict, sampleNamed }] =
    await Promise.all([
      import('#harness/workflow/choose.ts'),
      import('#harness/workflow/store/find-run.ts'),
      import('#harness/workflow/moment.ts'),
      import('#harness/workflow/out-folder.ts'),
      import('#harness/cli/sample-builds.ts'),
    ]);
  const { id: suite } = chooseSuite(await world.suites(), options.suite);
  const { builds, pack } = await world.samples();
  const build = sampleNamed(options.candidate, builds);
  const folder = await outFolder(folderOf(options.out, world.cwd, 'demo', momentName(world.clock.now())));
  world.terminal.write('Virtual iPhones, real Appium, real inference. All numbers below come from virtual phones.\n');
  world.terminal.write(`${build.name}: ${build.summary}; ${expectedVerdict(build)}\n`);
  const baseline = await pack(BASELINE_BUILD, folder);
  const isSameBuild = options.candidate === BASELINE_BUILD;
  const candidate = isSameBuild ? baseline : await pack(options.candidate, folder, CANDIDATE_BUNDLE_ID);

  const store = ['--store', join(folder, STORE)];
  const first = join(folder, 'baseline');
  const alone = ['--suite', suite, '--candidate', baseline, '--blocks', BASELINE_BLOCKS, '--out', first];
  const against = ['--suite', suite, '--candidate', candidate, '--baseline', BASELINE_NAME];
  const steps = [
    ['run', ...alone, ...store],
    ['baseline', 'set', BASELINE_NAME, join(first, RUN_FILE), ...store],
    ['run', ...against, '--out', join(folder, options.candidate), ...store],
  ];
  const shown = steps.map((argv) => shownCommand(argv, folder, world.cwd));
  let code: ExitCode = 0;
  for (const [index, argv] of steps.entries()) {
    world.terminal.write(`\n$ ${shown[index]}\n`);
    code = await main(argv, world, { isConfigured: false });
    if (code !== 0 && index < steps.length - 1) {
      const left = shown.slice(index + 1);
      // Resuming the stopped run does not run the steps after it.
      if (world.signal.aborted) {
        world.terminal.writeError(`  Then continue the demo with:\n${left.map((line) => `    ${line}\n`).join('')}`);
      }
      return code;
    }
  }
  if (code === INCONCLUSIVE) {
    world.terminal.write(
      `\nInconclusive. The right answer is: ${build.name} ${expectedVerdict(build)}. A demo makes few launches, and their times varied too much. Run it again when the machine is less busy.\n`,
    );
  }
  world.terminal.write(
    `\nThe demo keeps its runs apart from yours: ${shownCommand(['runs', ...store], folder, world.cwd)}\n`,
  );
  return code;
}

function shownCommand(argv: readonly string[], folder: string, cwd: string): string {
  return `fastvlm-bench ${argv.map((word) => shellWord(word.startsWith(folder) ? relative(cwd, word) : word)).join(' ')}`;
}
