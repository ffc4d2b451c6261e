import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type DataPlace,
  dataCount,
  dataList,
  dataObject,
  dataText,
  parseJson as parse,
  readData,
} from '#datasets/files/data-file.ts';
import { BenchError } from '#harness/domain/failure.ts';

/** What belongs to a dataset: the sha256 of every file, by its path inside the dataset's folder. */
export type Manifest = {
  /** sha256 of manifest.json itself: the one value that stands for all the data. */
  readonly sha256: string;
  readonly files: ReadonlyMap<string, string>;
  readonly licence: string;
  readonly questions: number;
  readonly images: number;
};

const manifestSchema = dataObject({
  counts: dataObject({ questions: dataCount, images: dataCount }),
  files: dataList(dataObject({ name: dataText, sha256: dataText })),
  licence: dataText,
});

/** Throws DATASET_INVALID when the manifest is missing or is no manifest. */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, 'manifest.json');
  const bytes = await readBytes(path);
  const { files, licence, counts } = readData(manifestSchema, parseJson(bytes, path), placeOf(path));
  return {
    sha256: sha256Of(bytes),
    files: new Map(files.map(({ name, sha256 }) => [name, sha256])),
    licence,
    ...counts,
  };
}

/**
 * Reads files of the dataset at once and proves each against the manifest. Throws DATASET_INVALID that names every
 * broken file.
 */
export async function readVerified(
  folder: string,
  manifest: Manifest,
  names: readonly string[],
): Promise<ReadonlyMap<string, Buffer>> {
  const read = await Promise.all(names.map(async (name) => ({ name, ...(await readOne(folder, manifest, name)) })));
  const broken = brokenAmong(folder, read);
  if (broken.length > 0) throw invalid(broken.join('; '));
  return new Map(read.map(({ name, bytes }) => [name, bytes]));
}

/** Every file of the dataset that is not as the manifest says, a sentence each. */
export async function brokenFiles(folder: string, manifest: Manifest): Promise<readonly string[]> {
  const names = [...manifest.files.keys()];
  return brokenAmong(
    folder,
    await Promise.all(names.map(async (name) => ({ name, ...(await readOne(folder, manifest, name)) }))),
  );
}

export function parseJson(bytes: Buffer, path: string): unknown {
  return parse(bytes.toString('utf8'), placeOf(path));
}

function placeOf(path: string): DataPlace {
  return { where: () => path, remedy: REMEDY };
}

const REMEDY = 'Restore the dataset, e.g. with: git checkout -- datasets/shapes-vqa';

type Reading = { readonly bytes: Buffer; readonly problem: string | null };

function brokenAmong(folder: string, read: readonly (Reading & { readonly name: string })[]): readonly string[] {
  return read.flatMap(({ name, problem }) => (problem === null ? [] : [`${join(folder, name)} ${problem}`]));
}

async function readOne(folder: string, manifest: Manifest, name: string): Promise<Reading> {
  const expected = manifest.files.get(name);
  if (expected === undefined) return { bytes: Buffer.alloc(0), problem: 'is not in the manifest' };
  try {
    const bytes = await readFile(join(folder, name));
    return { bytes, problem: sha256Of(bytes) === expected ? null : 'does not have the sha256 of the manifest' };
  } catch (cause) {
    return { bytes: Buffer.alloc(0), problem: reasonOf(cause) };
  }
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw invalid(`${path} ${reasonOf(cause)}`, cause);
  }
}

function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  return code === 'ENOENT' ? 'is missing' : `cannot be read (${code})`;
}

function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function invalid(what: string, cause?: unknown): BenchError {
  return new BenchError('DATASET_INVALID', `${what}.`, {
    remedy: REMEDY,
    cause,
  });
}
