import { join, relative } from 'node:path';
import { choicesText } from '#harness/domain/choice-text.ts';
import { BenchError, type ExitCode } from '#harness/domain/failure.ts';
import { BENCH_FOLDER } from './bench-folder.ts';
import { chooseSuite } from './choose.ts';
import { RUN_FILE } from './find-run.ts';
import { momentName } from './moment.ts';
import { outFolder } from './out-folder.ts';
import type { World } from './world.ts';

type DemoOptions = { readonly candidate: string; readonly suite: string; readonly out?: string };
type Main = (argv: readonly string[], world: World) => Promise<ExitCode>;

const BASELINE_BUILD = 'reference';
const BASELINE_NAME = 'demo';
/** Few: the baseline's build is at hand, so it is measured again beside the candidate. */
const BASELINE_BLOCKS = '3';

/** The whole way, as a person would type it: each command is printed before it runs. */
export async function demoCommand(options: DemoOptions, world: World, main: Main): Promise<ExitCode> {
  const { id: suite } = chooseSuite(await world.suites(), options.suite);
  const builds = await world.demo();
  if (!builds.names.includes(options.candidate)) {
    throw new BenchError('USAGE', `There is no sample build "${options.candidate}".`, {
      remedy: choicesText(options.candidate, builds.names),
    });
  }
  const ownFolder = `${BENCH_FOLDER}/demo/${momentName(world.clock.now())}`;
  const folder = await outFolder(options.out, ownFolder, world.cwd);
  world.terminal.write('Virtual iPhones, real Appium, real inference: the numbers below are of virtual phones.\n');
  const baseline = await builds.pack(BASELINE_BUILD, folder);
  const candidate = await builds.pack(options.candidate, folder);

  const first = join(folder, 'baseline');
  const alone = ['--suite', suite, '--candidate', baseline, '--blocks', BASELINE_BLOCKS, '--out', first];
  const against = ['--suite', suite, '--candidate', candidate, '--baseline', BASELINE_NAME];
  const steps = [
    ['run', ...alone],
    ['baseline', 'set', BASELINE_NAME, join(first, RUN_FILE)],
    ['run', ...against, '--out', join(folder, options.candidate)],
  ];
  const shown = steps.map(
    (argv) =>
      `fastvlm-bench ${argv.map((word) => (word.startsWith(folder) ? relative(world.cwd, word) : word)).join(' ')}`,
  );
  let code: ExitCode = 0;
  for (const [index, argv] of steps.entries()) {
    world.terminal.write(`\n$ ${shown[index]}\n`);
    code = await main(argv, world);
    if (code !== 0) {
      const left = shown.slice(index + 1);
      // Going on with the run that was stopped finishes that run, not what was to come after it.
      if (world.signal.aborted && left.length > 0) {
        world.terminal.writeError(`  Of the demo is left after that:\n${left.map((line) => `    ${line}\n`).join('')}`);
      }
      return code;
    }
  }
  return code;
}
