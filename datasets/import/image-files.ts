import { hash } from 'node:crypto';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isJpeg, isPng } from '#datasets/image-format.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { DatasetWork } from '#harness/ports.ts';

/** An image that questions are about. */
export type ImageFile = {
  readonly id: number;
  /** Path inside the folder of images, with `/` on every system. */
  readonly file: string;
  /** Where the image is asked for, for errors: `question 42000`. */
  readonly mention: string;
};

export type ImageRecord = {
  readonly id: number;
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
};

/** Enough to keep a disk busy; each takes the memory of one image. */
const READS_AT_A_TIME = 16;
/** Far above any photograph: an image is read whole, and this bounds the memory. */
const MAX_IMAGE_BYTES = 64 * 1024 * 1024;
const NUMBERED_IMAGE = /(\d{1,15})\.(?:jpe?g|png)$/i;
const NAMED_AT_MOST = 5;

/**
 * The file of each image by the number that its name ends in, as in `COCO_val2014_000000000042.jpg`.
 * Throws FILE_NOT_FOUND for a folder that is not there, DATASET_INVALID for two files with one number.
 */
export async function numberedImages(folder: string): Promise<ReadonlyMap<number, string>> {
  const files = new Map<number, string>();
  const twice: string[] = [];
  for (const name of (await namesIn(folder)).toSorted()) {
    const number = NUMBERED_IMAGE.exec(name)?.[1];
    if (number === undefined) continue;
    const other = files.get(Number(number));
    if (other === undefined) files.set(Number(number), name);
    else twice.push(`${other} and ${name}`);
  }
  if (twice.length > 0) throw invalid(`${folder} has more than one file for an image: ${firstOf(twice)}`);
  return files;
}

/** Reads every image. Throws DATASET_INVALID that names those that are missing or are no images. */
export async function hashImages(
  folder: string,
  images: readonly ImageFile[],
  work: DatasetWork,
): Promise<readonly ImageRecord[]> {
  const problems: string[] = [];
  const records: ImageRecord[] = [];
  let done = 0;
  await eachOf(images, work.signal, async ({ id, file, mention }) => {
    const read = await readImage(join(folder, file));
    if ('problem' in read) problems.push(`${file} (${mention}) ${read.problem}`);
    else records.push({ id, file, ...read });
    work.onProgress({ step: 'images', done: (done += 1), total: images.length });
  });
  if (problems.length > 0) throw invalid(`Of the images in ${folder}, ${firstOf(problems.toSorted())}`);
  return records.sort((one, other) => one.id - other.id);
}

/** What differs between images and their records, a sentence each, in the order of the records. */
export async function changedImages(
  folder: string,
  records: readonly ImageRecord[],
  work: DatasetWork,
): Promise<readonly string[]> {
  const problems = new Map<number, string>();
  let done = 0;
  await eachOf(records, work.signal, async ({ id, file, sha256 }) => {
    const path = join(folder, file);
    const read = await readImage(path);
    if ('problem' in read) problems.set(id, `${path} ${read.problem}`);
    else if (read.sha256 !== sha256) problems.set(id, `${path} does not have the sha256 of the manifest`);
    work.onProgress({ step: 'images', done: (done += 1), total: records.length });
  });
  return records.flatMap(({ id }) => problems.get(id) ?? []);
}

/** The first few of a list, and how many more there are. */
export function firstOf(items: readonly string[]): string {
  const more = items.length - NAMED_AT_MOST;
  return items.slice(0, NAMED_AT_MOST).join('; ') + (more > 0 ? `; and ${more} more` : '');
}

type ReadImage = { readonly sha256: string; readonly bytes: number } | { readonly problem: string };

async function readImage(path: string): Promise<ReadImage> {
  try {
    await using file = await open(path);
    const { size } = await file.stat();
    if (size > MAX_IMAGE_BYTES) return { problem: 'is larger than 64 MiB' };
    const bytes = await file.readFile();
    if (bytes.length === 0) return { problem: 'is empty' };
    if (!isPng(bytes) && !isJpeg(bytes)) return { problem: 'is neither PNG nor JPEG' };
    return { sha256: hash('sha256', bytes), bytes: bytes.length };
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    return { problem: code === 'ENOENT' ? 'is missing' : `cannot be read (${code})` };
  }
}

async function eachOf<T>(items: readonly T[], signal: AbortSignal, act: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) {
      if (signal.aborted) {
        throw new BenchError('INTERRUPTED', 'Stopped before every image was read.', { remedy: 'Start it again.' });
      }
      await act(item);
    }
  };
  await Promise.all(Array.from({ length: READS_AT_A_TIME }, worker));
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    throw new BenchError('FILE_NOT_FOUND', `${folder} is not a folder that can be read.`, {
      remedy: 'Name the folder that the images lie in.',
      cause,
    });
  }
}

function invalid(what: string): BenchError {
  return new BenchError('DATASET_INVALID', `${what}.`, {
    remedy: 'Put the images there unchanged, for VQAv2 from https://visualqa.org/download.html, and import again.',
  });
}
