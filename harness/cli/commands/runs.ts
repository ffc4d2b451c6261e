import type { Command } from 'commander';
import { relative } from 'node:path';
import { type JsonOption, jsonOption, printJson } from '#harness/cli/json/print-json.ts';
import { storeOption } from '#harness/cli/options.ts';
import type { Program } from '#harness/cli/program.ts';
import { callerOf, placesOf, runReference, type StoreOptions } from '#harness/cli/request.ts';
import type { World } from '#harness/cli/world.ts';
import type { ExitCode } from '#harness/domain/failure.ts';

type Options = StoreOptions & JsonOption;

export function addRuns(command: Command, { world, end }: Program): void {
  command
    .addOption(jsonOption())
    .addOption(storeOption(world))
    .action(async (options: Options) => end(await list(options, world)))
    .command('remove <run>')
    .description('remove a run from the store, and its folder if that is beside the store')
    .addOption(jsonOption())
    .addOption(storeOption(world))
    // `runs` takes options for itself, wherever they stand.
    .action(async (run: string, _: unknown, own: Command) =>
      end(await remove(run, own.optsWithGlobals<Options>(), world)),
    );
}

async function list(options: Options, world: World): Promise<ExitCode> {
  const [{ withStoreAtHand }, { runsText, unfinishedText }, { runsJson }, { unfinishedRuns }] = await Promise.all([
    import('#harness/workflow/store/with-store.ts'),
    import('#harness/cli/text/runs-text.ts'),
    import('#harness/cli/json/runs-json.ts'),
    import('#harness/workflow/run/unfinished-runs.ts'),
  ]);
  const places = placesOf(options, world.cwd);
  return withStoreAtHand<ExitCode>(places, world, async (store) => {
    const [runs, unfinished] = [await store.list(), await unfinishedRuns(places)];
    if (options.json === true) {
      printJson(runsJson(runs, unfinished), world);
      return 0;
    }
    world.terminal.write(runsText(runs, world.terminal.columns));
    world.terminal.write(unfinishedText(unfinished.map((folder) => relative(world.cwd, folder))));
    return 0;
  });
}

async function remove(reference: string, options: Options, world: World): Promise<ExitCode> {
  const [{ removeRun }, { removedRunJson }] = await Promise.all([
    import('#harness/workflow/store/remove-run.ts'),
    import('#harness/cli/json/runs-json.ts'),
  ]);
  const request = { ...placesOf(options, world.cwd), run: runReference(reference, world.cwd) };
  const removed = await removeRun(request, world, callerOf(world, options));
  const { id, folder } = removed;
  if (options.json === true) printJson(removedRunJson(removed), world);
  else world.terminal.write(`Removed ${id}${folder === null ? ' from the store' : ` and its folder ${folder}`}.\n`);
  return 0;
}
