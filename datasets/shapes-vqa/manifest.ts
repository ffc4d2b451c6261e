import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BenchError } from '#harness/domain/failure.ts';

/** What belongs to a dataset: the sha256 of every file, by its path inside the dataset's folder. */
export type Manifest = {
  /** sha256 of manifest.json itself: the one value that stands for all the data. */
  readonly sha256: string;
  readonly files: ReadonlyMap<string, string>;
};

/** Throws DATASET_INVALID when the manifest is missing or is no manifest. */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, 'manifest.json');
  const bytes = await readBytes(path);
  return { sha256: sha256Of(bytes), files: parseFiles(parseJson(bytes, path), path) };
}

/** Reads files of the dataset at once and proves each against the manifest. Throws DATASET_INVALID that names every broken file. */
export async function readVerified(
  folder: string,
  manifest: Manifest,
  names: readonly string[],
): Promise<ReadonlyMap<string, Buffer>> {
  const read = await Promise.all(names.map(async (name) => ({ name, ...(await readOne(folder, manifest, name)) })));
  const broken = read.flatMap(({ name, problem }) => (problem === null ? [] : [`${join(folder, name)} ${problem}`]));
  if (broken.length > 0) throw invalid(broken.join('; '));
  return new Map(read.map(({ name, bytes }) => [name, bytes]));
}

export function parseJson(bytes: Buffer, path: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw invalid(`${path} is not JSON`, cause);
  }
}

type Reading = { readonly bytes: Buffer; readonly problem: string | null };

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

function parseFiles(json: unknown, path: string): ReadonlyMap<string, string> {
  const files: unknown = typeof json === 'object' && json !== null && 'files' in json ? json.files : null;
  if (!Array.isArray(files)) throw invalid(`${path} has no list of files`);
  return new Map(
    files.map((file: unknown, index): [string, string] => {
      const isFile = typeof file === 'object' && file !== null && 'name' in file && 'sha256' in file;
      if (!isFile || typeof file.name !== 'string' || typeof file.sha256 !== 'string') {
        throw invalid(`${path} has no name and sha256 in files[${index}]`);
      }
      return [file.name, file.sha256];
    }),
  );
}

function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function invalid(what: string, cause?: unknown): BenchError {
  return new BenchError('DATASET_INVALID', `${what}.`, {
    remedy: 'Restore the dataset, e.g. with: git checkout -- datasets/shapes-vqa',
    cause,
  });
}
