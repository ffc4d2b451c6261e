import type { Command } from 'commander';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type JsonOption, jsonOption, printJson } from '#harness/cli/json/print-json.ts';
import { storeOption, waiversOption } from '#harness/cli/options.ts';
import type { Program } from '#harness/cli/program.ts';
import { callerOf, homeOf, placesOf, type StoreOptions, type WaiversOptions, waiversOf } from '#harness/cli/request.ts';
import type { World } from '#harness/cli/world.ts';
import type { ExitCode } from '#harness/domain/failure.ts';
import type { Scorecard } from '#harness/domain/scorecard.ts';

type Options = StoreOptions &
  WaiversOptions &
  JsonOption & {
    readonly release?: string;
    readonly build?: string;
    readonly since?: string;
    readonly policy?: string;
    readonly out?: string;
  };

/** HOLD counts as failed, NOT PROVEN as inconclusive. */
const EXIT_CODES: Readonly<Record<Scorecard['verdict'], ExitCode>> = { ship: 0, hold: 1, undecided: 3 };

export function addScorecard(command: Command, { world, end }: Program): void {
  command
    .option('--release <name>', 'the release whose targets count (default: the first of the plan)')
    .option('--build <version>', 'the version of the candidate (default: that of the newest run)')
    .option('--since <baseline>', 'count drift since this baseline (default: the one that the plan pins)')
    .option('--policy <policy>', 'the policy that judges the runs: a name or a file', 'release')
    .addOption(waiversOption())
    .option('--out <folder>', 'where the scorecard goes (default: .fastvlm-bench/scorecard)')
    // With it nothing is written.
    .addOption(jsonOption())
    .addOption(storeOption(world))
    .addHelpText(
      'after',
      '\nExit codes: 0 ship, 1 hold, 2 bad usage, 3 something that decides is not proven or not measured.',
    )
    .action(async (options: Options) => end(await scorecard(options, world)));
}

async function scorecard(options: Options, world: World): Promise<ExitCode> {
  const [{ scoreRelease }, { scorecardText }] = await Promise.all([
    import('#harness/workflow/release/score-release.ts'),
    import('#harness/cli/text/scorecard-text.ts'),
  ]);
  const { release, build, since, policy, out, json } = options;
  const { cwd, terminal } = world;
  const { scorecard: scored, files } = await scoreRelease(
    {
      ...placesOf(options, cwd),
      ...waiversOf(options, cwd),
      base: cwd,
      ...(release === undefined ? {} : { release }),
      ...(build === undefined ? {} : { version: build }),
      ...(since === undefined ? {} : { since }),
      ...(policy === undefined ? {} : { policy }),
      ...(json === true ? {} : { folder: out === undefined ? join(homeOf(cwd), 'scorecard') : resolve(cwd, out) }),
    },
    world,
    callerOf(world, options),
  );
  if (json === true) printJson(scored, world);
  else terminal.write(scorecardText(scored, terminal.columns));
  for (const path of files) {
    terminal.write(path.endsWith('.html') ? `\nScorecard: ${pathToFileURL(path).href}\n` : `           ${path}\n`);
  }
  return EXIT_CODES[scored.verdict];
}
