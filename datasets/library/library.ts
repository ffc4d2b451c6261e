import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { verifyImages } from '#datasets/image-files/image-files.ts';
import { choicesText } from '#harness/text/choices.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { nullIfAbsent } from '#harness/domain/system-error.ts';
import { count, whole } from '#harness/text/numbers.ts';
import type {
  Dataset,
  DatasetEntry,
  DatasetLibrary,
  DatasetSummary,
  DatasetWork,
  DrawnSubset,
  SubsetRequest,
} from '#harness/ports/dataset.ts';
import { drawSubset, poolOf } from './draw-subset.ts';
import { ALL, importedDataset } from './imported.ts';
import { type KnownManifest, openLocation, openManifest, readImages, readQuestions } from './imported-files.ts';
import { SILENT_WORK } from './silent-work.ts';
import { keepSubset, seedText, subsetContent, subsetNames } from './subset-file.ts';
import { importDataset } from '#datasets/import/import-dataset.ts';

/** A dataset that is part of the harness; its subsets are fixed. */
export type ShippedDataset = Dataset & {
  readonly summarise: () => Promise<DatasetSummary>;
  /** Every file that is not as the manifest says, a sentence each. */
  readonly verify: (work: DatasetWork) => Promise<readonly string[]>;
};

const NAME = /^[A-Za-z0-9][\w.-]{0,63}$/;

/** The datasets that ship and those that were imported into the folder, each in a folder of its own. */
export function datasetLibrary(folder: string, shipped: readonly ShippedDataset[]): DatasetLibrary {
  const folderOf = (id: string): string => join(folder, id);
  const known = async (id: string): Promise<KnownManifest | null> =>
    NAME.test(id) ? openManifest(folderOf(id)) : null;
  const imported = async (id: string): Promise<KnownManifest> => {
    const manifest = await known(id);
    if (manifest === null) throw await unknownDataset(id, folder, shipped);
    return manifest;
  };
  return {
    find: async (id) => {
      const own = shipped.find((dataset) => dataset.id === id);
      if (own !== undefined) return own;
      const manifest = await known(id);
      return manifest === null ? null : importedDataset(folderOf(id), manifest);
    },
    list: async () => {
      const ids = await importedIds(folder);
      const entries = await Promise.all(ids.map(async (id) => entryOf(id, folderOf(id))));
      return [...(await Promise.all(shipped.map(async (dataset) => dataset.summarise()))), ...entries];
    },
    import: async (request, work) => {
      await refuseName(request.id, folderOf(request.id), shipped);
      await importDataset(request, folderOf(request.id), work);
      return summaryOf(await imported(request.id), folderOf(request.id));
    },
    remove: async (id) => {
      if (shipped.some((dataset) => dataset.id === id)) {
        throw new BenchError('USAGE', `${id} ships with the harness.`, {
          remedy: 'You can only remove imported datasets.',
        });
      }
      // A folder whose manifest is broken is one that people want to be rid of.
      if (!(await importedIds(folder)).includes(id)) throw await unknownDataset(id, folder, shipped);
      await rm(folderOf(id), { recursive: true });
    },
    verify: async (id, work) => {
      const own = shipped.find((dataset) => dataset.id === id);
      return own === undefined ? verifyImported(await imported(id), folderOf(id), work) : own.verify(work);
    },
    drawSubset: async (request) => {
      if (shipped.some(({ id }) => id === request.dataset)) throw fixedSubsets(request.dataset);
      return draw(request, await imported(request.dataset), folderOf(request.dataset));
    },
  };
}

async function draw(request: SubsetRequest, manifest: KnownManifest, folder: string): Promise<DrawnSubset> {
  const all = await readQuestions(folder, manifest, () => true, SILENT_WORK);
  const candidates = all.filter(({ imageId }) => poolOf(imageId) === request.rotation.kind);
  const drawing = drawSubset(candidates, request.questions, seedText(request));
  if (drawing === null)
    throw tooFew(request, candidates.length, new Set(candidates.map(({ imageId }) => imageId)).size);
  const imageIds = new Set(drawing.questions.map(({ imageId }) => imageId));
  const images = await readImages(folder, manifest, (id) => imageIds.has(id), SILENT_WORK);
  const { name, sha256, content } = subsetContent(request, manifest.sha256, drawing, images);
  await keepSubset(folder, name, content);
  return { name, sha256, evaluator: manifest.evaluator, images: imageIds.size, strata: drawing.strata, content };
}

/** The lists first: what they say of the images is only worth checking where they are whole. */
async function verifyImported(manifest: KnownManifest, folder: string, work: DatasetWork): Promise<readonly string[]> {
  const problems: string[] = [];
  const orProblem = async <T>(read: Promise<readonly T[]>): Promise<readonly T[]> =>
    read.catch((error: unknown) => {
      if (!(error instanceof BenchError) || error.code === 'INTERRUPTED') throw error;
      problems.push(error.message.replace(/\.$/, ''));
      return [];
    });
  await orProblem(readQuestions(folder, manifest, () => false, work));
  // Its progress would be in bytes, that of the images it lists is in images.
  const images = await orProblem(readImages(folder, manifest, () => true, { ...work, onProgress: () => {} }));
  const { imagesFolder } = await openLocation(folder);
  return [...problems, ...(await verifyImages(imagesFolder, images, work))];
}

async function entryOf(id: string, folder: string): Promise<DatasetEntry> {
  try {
    const manifest = await openManifest(folder);
    return manifest === null ? { id, problem: 'has no manifest' } : await summaryOf(manifest, folder);
  } catch (error) {
    if (error instanceof BenchError) return { id, problem: error.message };
    throw error;
  }
}

async function summaryOf(manifest: KnownManifest, folder: string): Promise<DatasetSummary> {
  const { id, questions, images, evaluator, licence } = manifest;
  return {
    id,
    origin: 'imported',
    questions,
    images,
    evaluator,
    licence,
    subsets: [ALL, ...(await subsetNames(folder))],
  };
}

async function importedIds(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(nullIfAbsent(folder));
  return (entries ?? [])
    .filter((entry) => entry.isDirectory() && NAME.test(entry.name) && !entry.name.includes('.partial-'))
    .map((entry) => entry.name)
    .sort();
}

async function refuseName(id: string, folder: string, shipped: readonly ShippedDataset[]): Promise<void> {
  if (!NAME.test(id) || id.includes('.partial-')) {
    throw new BenchError('USAGE', `"${id}" cannot name a dataset.`, {
      remedy: 'Use up to 64 letters, digits, dots, dashes and underscores, for example: vqav2-val',
    });
  }
  if (shipped.some((dataset) => dataset.id === id)) {
    throw new BenchError('USAGE', `${id} is the name of a dataset that ships.`, { remedy: 'Choose another --name.' });
  }
  if ((await stat(folder).catch(nullIfAbsent(folder))) !== null) {
    throw new BenchError('USAGE', `There is a dataset ${id} already, in ${folder}.`, {
      remedy: 'Choose another --name, or remove that folder first.',
    });
  }
}

async function unknownDataset(id: string, folder: string, shipped: readonly ShippedDataset[]): Promise<BenchError> {
  const ids = [...shipped.map((dataset) => dataset.id), ...(await importedIds(folder))];
  return new BenchError('UNKNOWN_DATASET', `There is no dataset "${id}".`, {
    remedy: `${choicesText(id, ids)}; or import one: fastvlm-bench datasets import --help`,
  });
}

function fixedSubsets(id: string): BenchError {
  return new BenchError('USAGE', `The subsets of ${id} are fixed: it ships with the harness.`, {
    remedy: 'Draw subsets of an imported dataset.',
  });
}

function tooFew({ dataset, questions, rotation }: SubsetRequest, available: number, images: number): BenchError {
  return new BenchError(
    'USAGE',
    `${count(questions, 'question is', 'questions are')} too many: the ${rotation.kind} half of ${dataset} has ${whole(available)} about ${count(images, 'image')}.`,
    {
      remedy:
        'Give a smaller --size: at most three questions an image are drawn, and each answer type keeps its share.',
    },
  );
}
