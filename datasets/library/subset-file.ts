import { hash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type DataPlace,
  dataCount,
  dataList,
  dataObject,
  dataText,
  dataVersion,
  parseJson,
  readData,
} from '#datasets/files/data-file.ts';
import type { ImageRecord } from '#datasets/image-files/image-files.ts';
import { nullIfAbsent } from '#harness/domain/system-error.ts';
import type { SubsetRequest } from '#harness/ports/dataset.ts';
import type { Drawing } from './draw-subset.ts';
import { SUBSETS_FOLDER } from '#datasets/records/records.ts';
import { refusingUnwritable } from '#datasets/records/refusing-unwritable.ts';

/** A subset that was drawn earlier. */
export type KnownSubset = {
  readonly path: string;
  /** sha256 of the file: it stands for the questions, their images and the dataset that they are of. */
  readonly sha256: string;
  readonly datasetSha256: string;
  readonly questionIds: readonly number[];
};

const SCHEMA_VERSION = 1;
const NAME = /^[\w.-]+$/;
const ENDING = '.json';

const subsetSchema = dataObject({
  schemaVersion: dataVersion(SCHEMA_VERSION),
  datasetSha256: dataText,
  images: dataList(dataObject({ questions: dataList(dataCount) })),
});

/**
 * What the name does not say is fixed, so that one name is one selection of a dataset: `gate-2000`,
 * `audit-2000-2026-11`, `gate-2000-seed7`.
 */
function subsetName({ questions, seed, rotation }: SubsetRequest): string {
  const month = rotation.kind === 'audit' ? `-${rotation.month}` : '';
  return `${rotation.kind}-${questions}${month}${seed === 0 ? '' : `-seed${seed}`}`;
}

/** What the hash order starts from: the audit's changes every month. */
export function seedText({ seed, rotation }: SubsetRequest): string {
  return rotation.kind === 'audit' ? `${seed}/audit/${rotation.month}` : `${seed}/gate`;
}

export type SubsetFile = { readonly name: string; readonly sha256: string; readonly content: string };

/** The file of a subset: the same on every machine, so that its hash can be compared. */
export function subsetContent(
  request: SubsetRequest,
  datasetSha256: string,
  drawing: Drawing,
  images: readonly ImageRecord[],
): SubsetFile {
  const sha256Of = new Map(images.map(({ id, sha256 }) => [id, sha256]));
  const byImage = Map.groupBy(drawing.questions, ({ imageId }) => imageId);
  const name = subsetName(request);
  const head = {
    schemaVersion: SCHEMA_VERSION,
    dataset: request.dataset,
    datasetSha256,
    name,
    ...request.rotation,
    seed: request.seed,
    questions: drawing.questions.length,
    strata: drawing.strata,
  };
  const lines = [...byImage].map(([id, questions]) =>
    JSON.stringify({ id, sha256: sha256Of.get(id) ?? '', questions: questions.map(({ questionId }) => questionId) }),
  );
  const content = `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "images": [\n    ${lines.join(',\n    ')}\n  ]\n}\n`;
  return { name, sha256: hash('sha256', content), content };
}

export async function keepSubset(folder: string, name: string, content: string): Promise<void> {
  const path = join(folder, SUBSETS_FOLDER, name + ENDING);
  const partial = `${path}.partial-${randomBytes(4).toString('hex')}`;
  await refusingUnwritable(folder, async () => {
    await mkdir(join(folder, SUBSETS_FOLDER), { recursive: true });
    try {
      await writeFile(partial, content);
      await rename(partial, path);
    } finally {
      await rm(partial, { force: true });
    }
  });
}

/** Null where there is none of this name. Throws DATASET_INVALID where its file is broken. */
export async function openSubset(folder: string, name: string): Promise<KnownSubset | null> {
  if (!NAME.test(name)) return null;
  const path = join(folder, SUBSETS_FOLDER, name + ENDING);
  const bytes = await readFile(path).catch(nullIfAbsent(path));
  if (bytes === null) return null;
  const place: DataPlace = {
    where: () => path,
    remedy: 'Draw the subset again with: fastvlm-bench datasets subset NAME --size N',
  };
  const { datasetSha256, images } = readData(subsetSchema, parseJson(bytes.toString(), place), place);
  return {
    path,
    sha256: hash('sha256', bytes),
    datasetSha256,
    questionIds: images.flatMap(({ questions }) => questions),
  };
}

export async function subsetNames(folder: string): Promise<readonly string[]> {
  const path = join(folder, SUBSETS_FOLDER);
  const names = await readdir(path).catch(nullIfAbsent(path));
  return (names ?? [])
    .filter((name) => name.endsWith(ENDING))
    .map((name) => name.slice(0, -ENDING.length))
    .sort();
}
