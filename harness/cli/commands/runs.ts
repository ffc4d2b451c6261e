import type { Command } from 'commander';
import { relative } from 'node:path';
import { storeOption } from '#harness/cli/options.ts';
import type { Program } from '#harness/cli/program.ts';
import { callerOf, placesOf, runReference, type StoreOptions } from '#harness/cli/request.ts';
import type { World } from '#harness/cli/world.ts';
import type { ExitCode } from '#harness/domain/failure.ts';

export function addRuns(command: Command, { world, end }: Program): void {
  command
    .addOption(storeOption(world))
    .action(async (options: StoreOptions) => end(await list(options, world)))
    .command('remove <run>')
    .description('remove a run from the store, and its folder if that is beside the store')
    .addOption(storeOption(world))
    // `runs` takes --store for itself, wherever it stands.
    .action(async (run: string, _: unknown, own: Command) =>
      end(await remove(run, own.optsWithGlobals<StoreOptions>(), world)),
    );
}

async function list(options: StoreOptions, world: World): Promise<ExitCode> {
  const [{ withStoreAtHand }, { runsText, unfinishedText }, { unfinishedRuns }] = await Promise.all([
    import('#harness/workflow/with-store.ts'),
    import('#harness/cli/text/runs-text.ts'),
    import('#harness/workflow/unfinished-runs.ts'),
  ]);
  const places = placesOf(options, world.cwd);
  return withStoreAtHand<ExitCode>(places, world, async (store) => {
    world.terminal.write(runsText(await store.list(), world.terminal.columns));
    const unfinished = await unfinishedRuns(places);
    world.terminal.write(unfinishedText(unfinished.map((folder) => relative(world.cwd, folder))));
    return 0;
  });
}

async function remove(reference: string, options: StoreOptions, world: World): Promise<ExitCode> {
  const { removeRun } = await import('#harness/workflow/remove-run.ts');
  const request = { ...placesOf(options, world.cwd), run: runReference(reference, world.cwd) };
  const { id, folder } = await removeRun(request, world, callerOf(world, options));
  world.terminal.write(`Removed ${id}${folder === null ? ' from the store' : ` and its folder ${folder}`}.\n`);
  return 0;
}
