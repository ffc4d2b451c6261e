import type { Command } from 'commander';
import { stat } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { bundleId } from '#harness/cli/option-values.ts';
import { SAMPLES } from '#harness/cli/options.ts';
import type { Program } from '#harness/cli/program.ts';
import type { World } from '#harness/cli/world.ts';
import type { ExitCode } from '#harness/domain/failure.ts';

const MEGABYTE = 1e6;

/** `bundleId` is absent for the one that all builds of the sample app have. */
type Options = { readonly bundleId?: string };

export function addSamples(command: Command, { world, end }: Program): void {
  command
    .arguments('<folder> [build...]')
    .addHelpText('after', `\nBuilds (default: all): ${SAMPLES.join(', ')}.`)
    .option('--bundle-id <id>', 'their bundle identifier: builds of two identifiers stay installed together', bundleId)
    .action(async (folder: string, builds: readonly string[], options: Options) =>
      end(await samples(folder, builds, options, world)),
    );
}

/** Writes builds of the sample app into a folder: all of them, or those that are named. */
async function samples(reference: string, names: readonly string[], options: Options, world: World): Promise<ExitCode> {
  const [{ outFolder }, { table }, { expectedVerdict, sampleNamed, VERDICT_SUITE }] = await Promise.all([
    import('#harness/workflow/out-folder.ts'),
    import('#harness/cli/text/table.ts'),
    import('#harness/cli/sample-builds.ts'),
  ]);
  const { builds, pack } = await world.samples();
  // Everything is checked before the first file is written.
  const chosen = names.length === 0 ? builds : [...new Set(names)].map((name) => sampleNamed(name, builds));
  const named = resolve(world.cwd, reference);
  const folder = await outFolder(named, 'Name another folder; it is created if needed.');
  const rows: string[][] = [];
  for (const build of chosen) {
    const { name, summary } = build;
    const path = await pack(name, folder, options.bundleId);
    const { size } = await stat(path);
    rows.push([
      relative(world.cwd, path),
      `${(size / MEGABYTE).toFixed(1)} MB`,
      `${summary}; ${expectedVerdict(build)}`,
    ]);
  }
  world.terminal.write(
    table(['written', 'size', `beside reference, in suite ${VERDICT_SUITE}`], rows, world.terminal.columns),
  );
  return 0;
}
