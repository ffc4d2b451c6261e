import { changedImages, type ImageRecord, verifyImages } from '#datasets/image-files/image-files.ts';
import { locateImages } from '#datasets/image-files/image-index.ts';
import type { Question } from '#harness/domain/dataset.ts';
import { choicesText } from '#harness/text/choices.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { Dataset, LoadedDataset } from '#harness/ports/dataset.ts';
import { type KnownManifest, openLocation, readImages, readQuestions } from './imported-files.ts';
import type { QuestionRecord } from '#datasets/records/records.ts';
import { scoreBy } from '#datasets/evaluators/score.ts';
import { SILENT_WORK } from './silent-work.ts';
import { openSubset, subsetNames } from './subset-file.ts';
import { firstOf } from '#harness/text/lists.ts';

/** Every question of the dataset; any other subset is drawn, and kept in a file of its own. */
export const ALL = 'all';

/** A dataset that was imported into the folder. */
export function importedDataset(folder: string, manifest: KnownManifest): Dataset {
  return { id: manifest.id, load: async (subset) => load(folder, manifest, subset) };
}

async function load(folder: string, manifest: KnownManifest, subset: string): Promise<LoadedDataset> {
  const selection = subset === ALL ? null : await selectionOf(folder, manifest, subset);
  const order = selection === null ? null : new Map(selection.questionIds.map((id, position) => [id, position]));
  const found = await readQuestions(folder, manifest, (id) => order === null || order.has(id), SILENT_WORK);
  if (order !== null && found.length !== order.size) {
    throw broken(`${selection?.path ?? ''} names questions that ${manifest.id} does not have`);
  }
  const chosen =
    order === null
      ? found
      : found.toSorted((one, other) => (order.get(one.questionId) ?? 0) - (order.get(other.questionId) ?? 0));
  const { imagesFolder, imagesDecoded } = await openLocation(folder);
  const imageIds = new Set(chosen.map(({ imageId }) => imageId));
  const images = await readImages(folder, manifest, (id) => imageIds.has(id), SILENT_WORK);
  const changed = await (imagesDecoded ? changedImages : verifyImages)(imagesFolder, images, SILENT_WORK);
  if (changed.length > 0) throw broken(firstOf(changed));
  const questions = toQuestions(chosen, images, await pathsOf(images, imagesFolder));
  return {
    reference: {
      id: manifest.id,
      subset,
      manifestSha256: selection?.sha256 ?? manifest.sha256,
      licence: manifest.licence,
      evaluator: manifest.evaluator,
      questions: questions.length,
    },
    questions,
    score: (question, answer) => scoreBy(manifest.evaluator, answer, question.answers),
  };
}

function toQuestions(
  records: readonly QuestionRecord[],
  images: readonly ImageRecord[],
  paths: ReadonlyMap<number, string>,
): readonly Question[] {
  const imageOf = new Map(images.map((image) => [image.id, image]));
  return records.map(({ questionId, imageId, ...rest }) => {
    const image = imageOf.get(imageId);
    if (image === undefined) throw broken(`question ${questionId} is about image ${imageId}, which is not listed`);
    return { id: questionId, imageId, imageSha256: image.sha256, imagePath: paths.get(imageId) ?? image.file, ...rest };
  });
}

async function pathsOf(images: readonly ImageRecord[], folder: string): Promise<ReadonlyMap<number, string>> {
  const files = images.map(({ file }) => file);
  const paths = await locateImages(folder, files);
  return new Map(images.map(({ id, file }, index) => [id, paths[index] ?? file]));
}

type Selection = { readonly questionIds: readonly number[]; readonly sha256: string; readonly path: string };

async function selectionOf(folder: string, manifest: KnownManifest, name: string): Promise<Selection> {
  const subset = await openSubset(folder, name);
  if (subset === null) {
    throw new BenchError('UNKNOWN_DATASET', `${manifest.id} has no subset "${name}".`, {
      remedy: `${choicesText(name, [ALL, ...(await subsetNames(folder))])}; or draw one: fastvlm-bench datasets subset ${manifest.id} --size N`,
    });
  }
  if (subset.datasetSha256 === manifest.sha256) return subset;
  throw new BenchError('DATASET_INVALID', `${subset.path} was drawn from another version of ${manifest.id}.`, {
    remedy: `Draw it again with: fastvlm-bench datasets subset ${manifest.id} --size N`,
  });
}

function broken(what: string): BenchError {
  return new BenchError('DATASET_INVALID', `${what}.`, {
    remedy: 'Put the files back, or remove the folder of the dataset and import it again.',
  });
}
