import { type Command, Option } from 'commander';
import { type JsonOption, jsonOption, printJson } from '#harness/cli/json/print-json.ts';
import { storeOption, waiversOption } from '#harness/cli/options.ts';
import type { Program } from '#harness/cli/program.ts';
import { placesOf, runReference, type StoreOptions, type WaiversOptions, waiversOf } from '#harness/cli/request.ts';
import { whoIsThere } from '#harness/cli/who-is-there.ts';
import type { World } from '#harness/cli/world.ts';
import type { ExitCode } from '#harness/domain/failure.ts';
import { shortHash } from '#harness/text/sentences.ts';

type ListOptions = StoreOptions & JsonOption;
type MoveOptions = ListOptions & { readonly why?: string };
type SetOptions = MoveOptions & WaiversOptions & { readonly allowFailed?: boolean; readonly expect?: string };

export function addBaseline(command: Command, { world, end }: Program): void {
  command
    .command('set <name> <run>')
    .description('point a name at a run (its id, its folder, its run.json or another baseline)')
    .option('--allow-failed', 'also allow a run in which the gate failed')
    .addOption(waiversOption())
    .addOption(whyOption())
    .option('--expect <run>', 'move it only if it points at this run now; "none" for a new name')
    .addOption(jsonOption())
    .addOption(storeOption(world))
    .action(async (name: string, run: string, options: SetOptions) => end(await set(name, run, options, world)));
  command
    .command('remove <name>')
    .description('remove a name and keep its run')
    .addOption(whyOption())
    .addOption(jsonOption())
    .addOption(storeOption(world))
    .action(async (name: string, options: MoveOptions) => end(await remove(name, options, world)));
  command
    .command('list')
    .description('all baselines')
    .addOption(jsonOption())
    .addOption(storeOption(world))
    .action(async (options: ListOptions) => end(await list(options, world)));
  command
    .command('history [name]')
    .description('every move of a baseline, or of all: when, to which run, by whom and why')
    .addOption(jsonOption())
    .addOption(storeOption(world))
    .action(async (name: string | undefined, options: ListOptions) => end(await history(name, options, world)));
}

function whyOption(): Option {
  return new Option('--why <text>', 'the reason, which `baseline history` shows');
}

function byOf(world: World): { readonly by?: string } {
  const by = whoIsThere(world);
  return by === null ? {} : { by };
}

async function set(name: string, reference: string, options: SetOptions, world: World): Promise<ExitCode> {
  const { setBaseline } = await import('#harness/workflow/store/baselines.ts');
  const request = {
    ...placesOf(options, world.cwd),
    name,
    run: runReference(reference, world.cwd),
    allowFailed: options.allowFailed === true,
    ...byOf(world),
    ...waiversOf(options, world.cwd),
    ...(options.why === undefined ? {} : { why: options.why }),
    ...(options.expect === undefined ? {} : { expected: options.expect === 'none' ? null : options.expect }),
  };
  const { id, candidate } = await setBaseline(request, world);
  if (options.json === true)
    printJson({ name, runId: id, candidateLabel: candidate.label, candidateId: candidate.id }, world);
  else world.terminal.write(`Baseline ${name} is now ${id} (${candidate.label}, ${shortHash(candidate.id)}).\n`);
  return 0;
}

async function remove(name: string, options: MoveOptions, world: World): Promise<ExitCode> {
  const { removeBaseline } = await import('#harness/workflow/store/baselines.ts');
  const why = options.why === undefined ? {} : { why: options.why };
  await removeBaseline({ ...placesOf(options, world.cwd), name, ...byOf(world), ...why }, world);
  if (options.json === true) printJson({ name }, world);
  else world.terminal.write(`Removed the baseline ${name}; its run is still stored.\n`);
  return 0;
}

async function list(options: ListOptions, world: World): Promise<ExitCode> {
  const [{ withStoreAtHand }, { baselinesText }, { baselinesJson }] = await Promise.all([
    import('#harness/workflow/store/with-store.ts'),
    import('#harness/cli/text/runs-text.ts'),
    import('#harness/cli/json/runs-json.ts'),
  ]);
  return withStoreAtHand<ExitCode>(placesOf(options, world.cwd), world, async (store) => {
    const entries = await store.baselines();
    const runs = entries.length === 0 ? [] : await store.list();
    if (options.json === true) printJson(baselinesJson(entries, runs), world);
    else world.terminal.write(baselinesText(entries, runs, world.terminal.columns));
    return 0;
  });
}

async function history(name: string | undefined, options: ListOptions, world: World): Promise<ExitCode> {
  const [{ withStoreAtHand }, { movesText }, { movesJson }] = await Promise.all([
    import('#harness/workflow/store/with-store.ts'),
    import('#harness/cli/text/runs-text.ts'),
    import('#harness/cli/json/runs-json.ts'),
  ]);
  return withStoreAtHand<ExitCode>(placesOf(options, world.cwd), world, async (store) => {
    const moves = await store.baselineMoves(name);
    if (options.json === true) printJson(movesJson(moves), world);
    else world.terminal.write(movesText(moves, name, world.terminal.columns));
    return 0;
  });
}
