import { readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BenchError, type ExitCode } from '#harness/domain/failure.ts';
import { count, whole } from '#harness/text/numbers.ts';
import type { DatasetImport, DatasetLibrary, DatasetSummary, DrawnSubset, SubsetRequest } from '#harness/ports.ts';
import { type HeldFolder, holdFolder } from '#harness/store/run-folder.ts';
import { isThere } from '#harness/workflow/is-there.ts';
import { datasetLine } from '#harness/cli/text/dataset-progress.ts';
import { powerTable, seenFlips } from '#harness/cli/text/subset-power.ts';
import { DEFAULT_DATASETS_DIR } from '#harness/workflow/bench-folder.ts';
import { table } from '#harness/cli/text/table.ts';
import { withStoreAtHand } from '#harness/workflow/with-store.ts';
import type { World } from '#harness/cli/world.ts';
import { writeOutput } from '#harness/workflow/write-output.ts';

export type LibraryOptions = { readonly datasetsDir: string };

type NewDataset = LibraryOptions & { readonly name: string; readonly licence?: string };
type VqaOptions = NewDataset & {
  readonly questions: string;
  readonly annotations?: string;
  readonly images: string;
  readonly evaluator: string;
};
type ListedOptions = NewDataset & { readonly questions: string; readonly images: string };
type JsonlOptions = NewDataset & { readonly file: string; readonly images: string };
type FolderOptions = NewDataset & { readonly dir: string };
type SubsetOptions = LibraryOptions & {
  readonly size: number;
  readonly kind: 'gate' | 'audit';
  readonly date?: string;
  readonly seed: number;
  readonly out?: string;
  readonly store: string;
};

/** The file of questions in a folder that holds its images too. */
const QUESTIONS_FILE = 'questions.jsonl';

/** Sizes of subsets that an import suggests. */
const SUBSET_SIZES = [2000, 1000, 500, 200, 100, 50];

/** OK-VQA has the files of VQAv2 with other ids. */
export async function importVqav2(format: 'vqav2' | 'okvqa', options: VqaOptions, world: World): Promise<ExitCode> {
  return take(options, world, {
    kind: 'vqav2',
    format,
    questionsFile: resolve(world.cwd, options.questions),
    annotationsFile: options.annotations === undefined ? null : resolve(world.cwd, options.annotations),
    imagesFolder: resolve(world.cwd, options.images),
    evaluator: options.evaluator,
  });
}

/** A dataset with one file for questions and answers. */
export async function importListed(
  format: 'vizwiz' | 'textvqa' | 'gqa',
  options: ListedOptions,
  world: World,
): Promise<ExitCode> {
  return take(options, world, {
    kind: 'listed',
    format,
    file: resolve(world.cwd, options.questions),
    imagesFolder: resolve(world.cwd, options.images),
  });
}

export async function importJsonl(options: JsonlOptions, world: World): Promise<ExitCode> {
  return take(options, world, {
    kind: 'jsonl',
    file: resolve(world.cwd, options.file),
    imagesFolder: resolve(world.cwd, options.images),
  });
}

/** A folder is its images with a `questions.jsonl` beside them. */
export async function importFolder(options: FolderOptions, world: World): Promise<ExitCode> {
  const folder = resolve(world.cwd, options.dir);
  return take(options, world, { kind: 'jsonl', file: join(folder, QUESTIONS_FILE), imagesFolder: folder });
}

export async function listDatasets(options: LibraryOptions, world: World): Promise<ExitCode> {
  const entries = await (await libraryAtHand(options, world)).list();
  const known = entries.filter((entry) => 'evaluator' in entry);
  const rows = known.map((entry) => [
    entry.id,
    entry.origin,
    whole(entry.questions),
    whole(entry.images),
    entry.evaluator,
    entry.subsets.join(', '),
    entry.licence,
  ]);
  world.terminal.write(
    table(['dataset', '', 'questions', 'images', 'evaluator', 'subsets', 'licence'], rows, world.terminal.columns),
  );
  for (const entry of entries) if ('problem' in entry) world.terminal.write(`\n${entry.id}: ${entry.problem}\n`);
  return 0;
}

/** Reads everything again; throws DATASET_INVALID after naming all that differs. */
export async function verifyDataset(id: string, options: LibraryOptions, world: World): Promise<ExitCode> {
  const line = datasetLine(world);
  const library = await libraryAtHand(options, world);
  const differing = await library.verify(id, { onProgress: line.onProgress, signal: world.signal }).finally(line.end);
  if (differing.length === 0) {
    world.terminal.write(`${id} is as its manifest says.\n`);
    return 0;
  }
  for (const problem of differing) world.terminal.write(`${problem}\n`);
  throw new BenchError('DATASET_INVALID', `${id} differs from its manifest in ${count(differing.length, 'file')}.`, {
    remedy: 'Put the named files back as they were, or remove the dataset and import it again.',
  });
}

export async function removeDataset(id: string, options: LibraryOptions, world: World): Promise<ExitCode> {
  await (await libraryAtHand(options, world)).remove(id);
  world.terminal.write(`Removed ${id}. Its images stay where they are.\n`);
  return 0;
}

/** Draws a subset, keeps it in the dataset, and says what it can show. */
export async function drawSubset(id: string, options: SubsetOptions, world: World): Promise<ExitCode> {
  const library = await libraryAtHand(options, world);
  const seen = await withStoreAtHand(options.store, world, async (store) => seenFlips(id, store));
  const drawn = await library.drawSubset({
    dataset: id,
    questions: options.size,
    seed: options.seed,
    rotation: rotationOf(options, world.clock.now()),
  });
  const file = options.out === undefined ? null : resolve(world.cwd, options.out);
  if (file !== null) await writeOutput(file, drawn.content, null);
  world.terminal.write(describe(id, options, drawn));
  if (file !== null) world.terminal.write(`\nThe list is in ${file}\n`);
  const shows =
    drawn.evaluator === 'none'
      ? 'It has no reference answers: accuracy is not reported.\n'
      : powerTable(options.size, seen);
  world.terminal.write(`\n${shows}\nMeasure on it with: --dataset ${id}/${drawn.name}\n`);
  return 0;
}

async function take(options: NewDataset, world: World, source: Source): Promise<ExitCode> {
  const line = datasetLine(world);
  const request: DatasetImport = {
    ...source,
    id: options.name,
    licence: options.licence ?? null,
    importedAt: world.clock.now(),
  };
  const library = await libraryOf(options, world);
  const held = holdImport(options, world);
  const work = { onProgress: line.onProgress, signal: world.signal };
  const summary = await library.import(request, work).finally(() => {
    line.end();
    held?.release();
  });
  world.terminal.write(imported(summary));
  return 0;
}

/** What is imported, without what every import has. */
type Source = DatasetImport extends infer Each
  ? Each extends DatasetImport
    ? Omit<Each, 'id' | 'licence' | 'importedAt'>
    : never
  : never;

/** One import of a name at a time; null for a name that the library refuses. */
function holdImport({ datasetsDir, name }: NewDataset, world: World): HeldFolder | null {
  if (!/^[\w.-]+$/.test(name)) return null;
  const folder = resolve(world.cwd, datasetsDir);
  try {
    const held = holdFolder(join(folder, `${name}.partial-lock`), `the import of ${name}`, world.clock.now());
    // What imports of this name left that were killed: no other is at work now.
    const leftovers = readdirSync(folder).filter(
      (entry) => entry.startsWith(`${name}.partial-`) && /\.partial-[0-9a-f]{8}$/.test(entry),
    );
    for (const entry of leftovers) rmSync(join(folder, entry), { recursive: true, force: true });
    return held;
  } catch (error) {
    if (!(error instanceof BenchError) || error.code !== 'USAGE') throw error;
    throw new BenchError('USAGE', `${name} is being imported already: ${error.message}`, {
      remedy: 'Wait until it has ended, or choose another --name.',
      cause: error,
    });
  }
}

async function libraryOf({ datasetsDir }: LibraryOptions, world: World): Promise<DatasetLibrary> {
  return world.datasets(resolve(world.cwd, datasetsDir));
}

/** The same for a command that imports nothing. Throws USAGE for a folder that was named and is not there. */
async function libraryAtHand(options: LibraryOptions, world: World): Promise<DatasetLibrary> {
  const folder = resolve(world.cwd, options.datasetsDir);
  if (options.datasetsDir === DEFAULT_DATASETS_DIR || (await isThere(folder))) return libraryOf(options, world);
  throw new BenchError('USAGE', `There is no folder ${folder}.`, {
    remedy: 'Name the --datasets-dir that data was imported into, or leave it out.',
  });
}

function imported(summary: DatasetSummary): string {
  const { id, questions, images, evaluator, licence } = summary;
  const size = subsetSize(summary);
  return (
    `${id}: ${count(questions, 'question')} about ${count(images, 'image')}, ${scoredBy(evaluator)}\n` +
    `Licence: ${licence}\n` +
    (size === undefined
      ? `Measure on it with: --dataset ${id}\n`
      : `Draw a subset with: fastvlm-bench datasets subset ${id} --size ${size}\n`)
  );
}

/**
 * A size that either half of the images surely has enough questions for, at one an image; undefined of a small dataset,
 * which is asked as a whole.
 */
function subsetSize({ questions, images }: DatasetSummary): number | undefined {
  return SUBSET_SIZES.find((size) => 4 * size <= questions && 2 * size <= images);
}

function describe(id: string, { size, kind }: SubsetOptions, { name, sha256, images, strata }: DrawnSubset): string {
  return (
    `${id}/${name}: ${count(size, 'question')} about ${count(images, 'image')}\nsha256 ${sha256}\n\n` +
    table(
      ['answer type', 'questions', `of the ${kind} half`],
      strata.map((stratum) => [stratum.answerType, whole(stratum.questions), whole(stratum.of)]),
    )
  );
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

function scoredBy(evaluator: string): string {
  return evaluator === 'none' ? 'without reference answers: accuracy is not reported' : `scored by ${evaluator}`;
}
