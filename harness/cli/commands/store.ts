import { resolve } from 'node:path';
import type { Command } from 'commander';
import { wholeNumber } from '#harness/cli/option-values.ts';
import { asideIf, type JsonOption, jsonOption, printJson } from '#harness/cli/json/print-json.ts';
import { storeOption } from '#harness/cli/options.ts';
import type { Program } from '#harness/cli/program.ts';
import { callerOf, placesOf, type StoreOptions } from '#harness/cli/request.ts';
import type { ProgressLine } from '#harness/cli/text/progress-line.ts';
import type { World } from '#harness/cli/world.ts';
import type { ExitCode } from '#harness/domain/failure.ts';
import type { OnMigrating } from '#harness/ports/store.ts';
import type { Caller } from '#harness/workflow/caller.ts';

type InfoOptions = StoreOptions & JsonOption;
type PruneOptions = InfoOptions & { readonly keep: number; readonly yes?: boolean };

export function addStore(store: Command, { world, end }: Program): void {
  store
    .command('info')
    .description('what a store holds and how much space it takes')
    .addOption(jsonOption())
    .addOption(storeOption(world))
    .action(async (options: InfoOptions) => end(await info(options, world)));
  store
    .command('migrate')
    .description('migrate a store of an older version; a copy of the old SQLite file stays beside it')
    .addOption(storeOption(world))
    .action(async (options: StoreOptions) => end(await migrate(options, world)));
  store
    .command('prune')
    .description('remove old runs that no baseline, calibration or kept run needs; their folders stay')
    .requiredOption('--keep <number>', 'runs of each suite to keep on each device model', wholeNumber(1))
    .option('--yes', 'remove them; without it, only list what would be removed')
    .addOption(jsonOption())
    .addOption(storeOption(world))
    .action(async (options: PruneOptions) => end(await prune(options, world)));
  store
    .command('export <file>')
    .description('write all that is stored into one file of JSON Lines, compressed if its name ends in .gz')
    .addOption(storeOption(world))
    .action(async (file: string, options: StoreOptions) => end(await exportTo(file, options, world)));
  store
    .command('import <file>')
    .description('add the content of a file that `store export` wrote; what is already stored stays as it is')
    .addOption(storeOption(world))
    .action(async (file: string, options: StoreOptions) => end(await importFrom(file, options, world)));
}

async function info(options: InfoOptions, world: World): Promise<ExitCode> {
  const [{ withStoreAtHand }, { infoText }, { infoJson }] = await Promise.all([
    import('#harness/workflow/store/with-store.ts'),
    import('#harness/cli/text/store-text.ts'),
    import('#harness/cli/json/store-json.ts'),
  ]);
  return withStoreAtHand<ExitCode>(placesOf(options, world.cwd), world, async (store) => {
    const held = await store.info();
    if (options.json === true) printJson(infoJson(held), world);
    else world.terminal.write(infoText(held));
    return 0;
  });
}

async function migrate(options: StoreOptions, world: World): Promise<ExitCode> {
  const [{ withStoreAtHand }, { progressLine }] = await Promise.all([
    import('#harness/workflow/store/with-store.ts'),
    import('#harness/cli/text/progress-line.ts'),
  ]);
  const line = progressLine(world);
  const onMigrating: OnMigrating = (done, of) => line.show(`${done} of ${of} parts migrated`, done === of);
  const host: Pick<World, 'openStore'> = {
    openStore: async (place, access) => world.openStore(place, access, onMigrating),
  };
  // Opening it to write is all that it takes.
  const migrated = await withStoreAtHand(
    placesOf(options, world.cwd),
    host,
    async (store) => store.info(),
    'write',
  ).finally(line.end);
  world.terminal.write(`${migrated.name} is a store of version ${migrated.version}, the one of this fastvlm-bench.\n`);
  return 0;
}

async function prune(options: PruneOptions, world: World): Promise<ExitCode> {
  const [{ pruneStore }, { prunedText }, { prunedJson }, { progressLine }] = await Promise.all([
    import('#harness/workflow/store/prune-store.ts'),
    import('#harness/cli/text/store-text.ts'),
    import('#harness/cli/json/store-json.ts'),
    import('#harness/cli/text/progress-line.ts'),
  ]);
  const line = progressLine(asideIf(options.json, world));
  const isSure = options.yes === true;
  const request = { ...placesOf(options, world.cwd), keep: options.keep, remove: isSure };
  const caller = progressCaller(world, options, line, 'removed');
  const pruned = await pruneStore(request, world, caller).finally(line.end);
  if (options.json === true) printJson(prunedJson(pruned, isSure), world);
  else world.terminal.write(prunedText(pruned, isSure, world.terminal.columns));
  return 0;
}

async function exportTo(file: string, options: StoreOptions, world: World): Promise<ExitCode> {
  const [{ exportStore }, { exportedText }, { progressLine }] = await Promise.all([
    import('#harness/workflow/store/export-store.ts'),
    import('#harness/cli/text/store-text.ts'),
    import('#harness/cli/text/progress-line.ts'),
  ]);
  const line = progressLine(world);
  const request = { ...placesOf(options, world.cwd), file: resolve(world.cwd, file) };
  const caller = progressCaller(world, options, line, 'runs');
  const exported = await exportStore(request, world, caller).finally(line.end);
  world.terminal.write(exportedText(exported, request.file));
  return 0;
}

async function importFrom(file: string, options: StoreOptions, world: World): Promise<ExitCode> {
  const [{ importStore }, { importedStoreText }, { progressLine }] = await Promise.all([
    import('#harness/workflow/store/import-store.ts'),
    import('#harness/cli/text/store-text.ts'),
    import('#harness/cli/text/progress-line.ts'),
  ]);
  const line = progressLine(world);
  const request = { ...placesOf(options, world.cwd), file: resolve(world.cwd, file) };
  const caller = progressCaller(world, options, line, 'lines');
  const imported = await importStore(request, world, caller).finally(line.end);
  world.terminal.write(importedStoreText(imported));
  return 0;
}

/** Shows how far it is: `3 of 12 removed`, `40 lines`. */
function progressCaller(world: World, options: StoreOptions, line: ProgressLine, things: string): Caller {
  return callerOf(world, options, (event) => {
    if (event.kind !== 'storeProgress') return;
    const { done, of } = event;
    line.show(of === null ? `${done} ${things}` : `${done} of ${of} ${things}`, done === of);
  });
}
