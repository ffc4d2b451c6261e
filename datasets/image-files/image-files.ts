import { firstOf } from '#harness/text/lists.ts';
import { join } from 'node:path';
import { BenchError } from '#harness/domain/failure.ts';
import type { DatasetWork } from '#harness/ports/dataset.ts';
import { type CheckedImage, hashImage } from './check-image.ts';
import { checkImages } from './check-images.ts';
import { locateImages } from './image-index.ts';

/** An image that questions are about. */
export type ImageFile = {
  readonly id: number;
  /** What it is known by: its name, or its path where questions name it by a path. The same on every machine. */
  readonly file: string;
  /** Where it lies inside the folder of images, with `/` on every system. */
  readonly path: string;
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
/** Somebody has to mend each of them. */
const PROBLEMS_NAMED = 50;

/** Reads and decodes every image. Throws DATASET_INVALID that names those that are missing or cannot be read. */
export async function decodeImages(
  folder: string,
  images: readonly ImageFile[],
  work: DatasetWork,
): Promise<readonly ImageRecord[]> {
  const problems: string[] = [];
  const records: ImageRecord[] = [];
  let done = 0;
  const paths = images.map(({ path }) => join(folder, path));
  await checkImages(paths, work.signal, (index, checked) => {
    const image = images[index];
    if (image === undefined) return;
    if ('problem' in checked) problems.push(`${image.path} (${image.mention}) ${checked.problem}`);
    else records.push({ id: image.id, file: image.file, ...checked });
    work.onProgress({ step: 'images', done: (done += 1), total: images.length });
  });
  if (problems.length > 0) {
    throw new BenchError(
      'DATASET_INVALID',
      `Of the images in ${folder}, ${firstOf(problems.toSorted(), PROBLEMS_NAMED)}.`,
      {
        remedy:
          'Nothing was imported. Replace them with readable PNG or JPEG files (for example: magick FILE.webp FILE.png), or remove their questions, and import again.',
      },
    );
  }
  return records.sort((one, other) => one.id - other.id);
}

/** What of the images differs from their records or cannot be decoded, a sentence each, in the order of the records. */
export async function verifyImages(
  folder: string,
  records: readonly ImageRecord[],
  work: DatasetWork,
): Promise<readonly string[]> {
  return differing(folder, records, work, async (paths, onChecked) => checkImages(paths, work.signal, onChecked));
}

/** What of the images differs from their records: an image with the right hash was decoded when it was imported. */
export async function changedImages(
  folder: string,
  records: readonly ImageRecord[],
  work: DatasetWork,
): Promise<readonly string[]> {
  return differing(folder, records, work, async (paths, onChecked) => {
    const queue = paths.entries();
    const reader = async (): Promise<void> => {
      for (const [index, path] of queue) onChecked(index, await hashImage(path));
    };
    await Promise.all(Array.from({ length: READS_AT_A_TIME }, reader));
  });
}

async function differing(
  folder: string,
  records: readonly ImageRecord[],
  work: DatasetWork,
  check: (paths: readonly string[], onChecked: (index: number, checked: CheckedImage) => void) => Promise<void>,
): Promise<readonly string[]> {
  const paths = await locateImages(
    folder,
    records.map(({ file }) => file),
  );
  const problems = new Map<number, string>();
  let done = 0;
  await check(paths, (index, checked) => {
    const path = paths[index] ?? '';
    if ('problem' in checked) problems.set(index, `${path} ${checked.problem}`);
    else if (checked.sha256 !== records[index]?.sha256) {
      problems.set(index, `${path} does not have the sha256 of the manifest`);
    }
    work.onProgress({ step: 'images', done: (done += 1), total: records.length });
  });
  return records.flatMap((_record, index) => problems.get(index) ?? []);
}
