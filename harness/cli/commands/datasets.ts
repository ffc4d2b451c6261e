import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { asideIf, type JsonOption, jsonOption, printJson } from '#harness/cli/json/print-json.ts';
import { DEFAULT_DATASETS_DIR, datasetsDirOption, storeOption } from '#harness/cli/options.ts';
import { wholeNumber } from '#harness/cli/option-values.ts';
import type { Program } from '#harness/cli/program.ts';
import { type LibraryOptions, placesOf, type StoreOptions } from '#harness/cli/request.ts';
import type { World } from '#harness/cli/world.ts';
import { BenchError, type ExitCode } from '#harness/domain/failure.ts';
import { count } from '#harness/text/numbers.ts';
import type { DatasetLibrary, SubsetRequest } from '#harness/ports/dataset.ts';
import { addDatasetImports } from './datasets-import.ts';

type ReadOptions = LibraryOptions & JsonOption;
type SubsetOptions = LibraryOptions &
  StoreOptions & {
    readonly size: number;
    readonly kind: 'gate' | 'audit';
    readonly date?: string;
    readonly seed: number;
    readonly out?: string;
  };

/** Adds what can be done with datasets. */
export function addDatasets(command: Command, program: Program): void {
  const { world, end } = program;
  addDatasetImports(command, program);
  command
    .command('list')
    .description('shipped and imported datasets')
    .addOption(jsonOption())
    .addOption(datasetsDirOption())
    .action(async (options) => end(await listDatasets(options, world)));
  command
    .command('verify <name>')
    .description('read every file again and name what differs from the manifest')
    .addOption(jsonOption())
    .addOption(datasetsDirOption())
    .action(async (name: string, options) => end(await verifyDataset(name, options, world)));
  command
    .command('remove <name>')
    .description('remove an imported dataset with its subsets; its images stay where they are')
    .addOption(datasetsDirOption())
    .action(async (name: string, options) => end(await removeDataset(name, options, world)));
  command
    .command('subset <name>')
    .description('draw questions by answer type and image, the same ones on every machine')
    .requiredOption('--size <number>', 'how many questions', wholeNumber(1))
    .addOption(
      new Option('--kind <kind>', 'gate never changes; audit changes every month and shares no image with gate')
        .choices(['gate', 'audit'])
        .default('gate'),
    )
    .option('--date <yyyy-mm-dd>', 'the audit subset is for the month of this date (default: today)')
    .option('--seed <number>', 'another seed draws other questions', wholeNumber(0), 0)
    .option('--out <file>', 'write the list to this file too')
    .addOption(storeOption(world))
    .addOption(datasetsDirOption())
    .action(async (name: string, options) => end(await drawSubset(name, options, world)));
}

async function listDatasets(options: ReadOptions, world: World): Promise<ExitCode> {
  const [{ datasetsText }, { datasetsJson }] = await Promise.all([
    import('#harness/cli/text/dataset-text.ts'),
    import('#harness/cli/json/datasets-json.ts'),
  ]);
  const entries = await (await libraryAtHand(options, world)).list();
  if (options.json === true) printJson(datasetsJson(entries), world);
  else world.terminal.write(datasetsText(entries, world.terminal.columns));
  return 0;
}

/** Reads everything again; throws DATASET_INVALID after naming all that differs. */
async function verifyDataset(id: string, options: ReadOptions, world: World): Promise<ExitCode> {
  const [{ datasetLine }, { verifiedDatasetJson }] = await Promise.all([
    import('#harness/cli/text/dataset-progress.ts'),
    import('#harness/cli/json/datasets-json.ts'),
  ]);
  const isJson = options.json === true;
  const line = datasetLine(asideIf(isJson, world));
  const library = await libraryAtHand(options, world);
  const differing = await library.verify(id, { onProgress: line.onProgress, signal: world.signal }).finally(line.end);
  if (isJson) printJson(verifiedDatasetJson(id, differing), world);
  if (differing.length === 0) {
    if (!isJson) world.terminal.write(`${id} is as its manifest says.\n`);
    return 0;
  }
  for (const problem of isJson ? [] : differing) world.terminal.write(`${problem}\n`);
  throw new BenchError('DATASET_INVALID', `${id} differs from its manifest in ${count(differing.length, 'file')}.`, {
    remedy: 'Put the named files back as they were, or remove the dataset and import it again.',
  });
}

async function removeDataset(id: string, options: LibraryOptions, world: World): Promise<ExitCode> {
  await (await libraryAtHand(options, world)).remove(id);
  world.terminal.write(`Removed ${id}. Its images stay where they are.\n`);
  return 0;
}

/** Draws a subset, keeps it in the dataset, and says what it can show. */
async function drawSubset(id: string, options: SubsetOptions, world: World): Promise<ExitCode> {
  const [{ subsetText }, { powerTable }, { seenFlips }, { withStoreAtHand }, { writeOutput }] = await Promise.all([
    import('#harness/cli/text/dataset-text.ts'),
    import('#harness/cli/text/subset-power.ts'),
    import('#harness/workflow/judge/seen-flips.ts'),
    import('#harness/workflow/store/with-store.ts'),
    import('#harness/workflow/write-output.ts'),
  ]);
  const library = await libraryAtHand(options, world);
  const place = placesOf(options, world.cwd);
  const seen = await withStoreAtHand(place, world, async (store) => seenFlips(id, store));
  const drawn = await library.drawSubset({
    dataset: id,
    questions: options.size,
    seed: options.seed,
    rotation: rotationOf(options, world.clock.now()),
  });
  const file = options.out === undefined ? null : resolve(world.cwd, options.out);
  if (file !== null) await writeOutput(file, drawn.content, null);
  world.terminal.write(subsetText(id, options, drawn));
  if (file !== null) world.terminal.write(`\nThe list is in ${file}\n`);
  const shows =
    drawn.evaluator === 'none'
      ? 'It has no reference answers: accuracy is not reported.\n'
      : powerTable(options.size, seen);
  world.terminal.write(`\n${shows}\nMeasure on it with: --dataset ${id}/${drawn.name}\n`);
  return 0;
}

/** The datasets of a command that imports nothing. Throws USAGE for a folder that was named and is not there. */
async function libraryAtHand(options: LibraryOptions, world: World): Promise<DatasetLibrary> {
  const { isThere } = await import('#harness/workflow/is-there.ts');
  const folder = resolve(world.cwd, options.datasetsDir);
  if (options.datasetsDir === DEFAULT_DATASETS_DIR || (await isThere(folder))) return world.datasets(folder);
  throw new BenchError('USAGE', `There is no folder ${folder}.`, {
    remedy: 'Name the --datasets-dir that data was imported into, or leave it out.',
  });
}

/** The audit's month: that of the date, else this one, in UTC. */
function rotationOf({ kind, date }: SubsetOptions, now: Date): SubsetRequest['rotation'] {
  if (kind === 'audit') return { kind, month: (date === undefined ? now.toISOString() : validDate(date)).slice(0, 7) };
  if (date === undefined) return { kind };
  throw new BenchError('USAGE', 'A gate subset has no date: it never changes.', {
    remedy: 'Leave --date out, or draw an audit subset with --kind audit.',
  });
}

function validDate(date: string): string {
  const parsed = new Date(`${date}T00:00:00Z`);
  if (/^\d{4}-\d{2}-\d{2}$/.test(date) && !Number.isNaN(parsed.valueOf()) && parsed.toISOString().startsWith(date)) {
    return date;
  }
  throw new BenchError('USAGE', `"${date}" is not a date.`, { remedy: 'Write it as 2026-01-31.' });
}
