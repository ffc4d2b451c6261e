import type { Command } from 'commander';
import { storeOption } from '#harness/cli/options.ts';
import type { Program } from '#harness/cli/program.ts';
import { placesOf, runReference, type StoreOptions } from '#harness/cli/request.ts';
import type { World } from '#harness/cli/world.ts';
import type { ExitCode } from '#harness/domain/failure.ts';

type SetOptions = StoreOptions & { readonly allowFailed?: boolean };

export function addBaseline(command: Command, { world, end }: Program): void {
  command
    .command('set <name> <run>')
    .description('point a name at a run (its id, its folder, its run.json or another baseline)')
    .option('--allow-failed', 'also allow a run in which the gate failed')
    .addOption(storeOption(world))
    .action(async (name: string, run: string, options: SetOptions) => end(await set(name, run, options, world)));
  command
    .command('remove <name>')
    .description('remove a name and keep its run')
    .addOption(storeOption(world))
    .action(async (name: string, options: StoreOptions) => end(await remove(name, options, world)));
  command
    .command('list')
    .description('all baselines')
    .addOption(storeOption(world))
    .action(async (options: StoreOptions) => end(await list(options, world)));
}

async function set(name: string, reference: string, options: SetOptions, world: World): Promise<ExitCode> {
  const { setBaseline } = await import('#harness/workflow/baselines.ts');
  const request = {
    ...placesOf(options, world.cwd),
    name,
    run: runReference(reference, world.cwd),
    allowFailed: options.allowFailed === true,
  };
  const { id, candidate } = await setBaseline(request, world);
  world.terminal.write(`Baseline ${name} is now ${id} (${candidate.label}, ${candidate.id.slice(0, 12)}).\n`);
  return 0;
}

async function remove(name: string, options: StoreOptions, world: World): Promise<ExitCode> {
  const { removeBaseline } = await import('#harness/workflow/baselines.ts');
  await removeBaseline({ ...placesOf(options, world.cwd), name }, world);
  world.terminal.write(`Removed the baseline ${name}; its run is still stored.\n`);
  return 0;
}

async function list(options: StoreOptions, world: World): Promise<ExitCode> {
  const [{ withStoreAtHand }, { baselinesText }] = await Promise.all([
    import('#harness/workflow/with-store.ts'),
    import('#harness/cli/text/runs-text.ts'),
  ]);
  return withStoreAtHand<ExitCode>(placesOf(options, world.cwd), world, async (store) => {
    const entries = await store.baselines();
    const runs = entries.length === 0 ? [] : await store.list();
    world.terminal.write(baselinesText(entries, runs, world.terminal.columns));
    return 0;
  });
}
