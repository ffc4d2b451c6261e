import { basename } from 'node:path';
import { BenchError } from '#harness/domain/failure.ts';
import type { ImageFile } from './image-files.ts';
import type { ImageIndex } from './image-index.ts';
import { canonicalName } from '#harness/domain/file-name.ts';
import { firstOf } from '#harness/text/lists.ts';

/** An image that questions are about, before its file has been found. */
export type WantedImage = {
  readonly id: number;
  /** As the questions write it: `42`, `2370799`, `VizWiz_val_00000000.jpg`. */
  readonly name: string;
  /** Where it is asked for, for errors: `question 42000`. */
  readonly mention: string;
};

/**
 * The file of each image, by the number that its name ends in or by the name itself, with extension or without. Throws
 * DATASET_INVALID that names the images without a file, those with several, and those with several ids.
 */
export function findImages(
  wanted: Iterable<WantedImage>,
  index: ImageIndex,
  folder: string,
  by: 'number' | 'name',
): readonly ImageFile[] {
  const filesOf = (name: string): readonly string[] =>
    (by === 'number' && isNumber(name) ? index.numbered.get(Number(name)) : index.named.get(canonicalName(name))) ?? [];
  const found = new Map<number, ImageFile>();
  const wantedAs = new Map<string, WantedImage>();
  const [missing, twice, shared] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const image of wanted) {
    const { id, name, mention } = image;
    if (found.has(id)) continue;
    const files = filesOf(name);
    const [path, other] = files;
    if (path === undefined) missing.add(name);
    else if (other === undefined) {
      const before = wantedAs.get(path);
      if (before !== undefined) {
        shared.add(`${path} is image ${before.name} of ${before.mention} and image ${name} of ${mention}`);
      }
      wantedAs.set(path, image);
      found.set(id, { id, file: canonicalName(basename(path)), path, mention });
    } else twice.add(`${path} and ${other}`);
  }
  if (twice.size > 0) {
    throw new BenchError('DATASET_INVALID', `${folder} has more than one file for an image: ${firstOf([...twice])}.`, {
      remedy: 'Name a folder that has each image of this split once and no others.',
    });
  }
  if (shared.size > 0) {
    throw new BenchError('DATASET_INVALID', `One image has two ids: ${firstOf([...shared])}.`, {
      remedy: 'Write the id of an image the same way in all questions: questions about one image are counted together.',
    });
  }
  if (missing.size === 0) return [...found.values()];
  throw new BenchError(
    'DATASET_INVALID',
    `${folder} lacks ${missing.size} of the ${found.size + missing.size} images that the questions are about: ${firstOf([...missing])}.`,
    {
      remedy:
        'Name the folder with the images of the same split, or a folder above it. A file name is the id of the image or ends in its number, like COCO_val2014_000000000042.jpg.',
    },
  );
}

function isNumber(name: string): boolean {
  return /^\d{1,15}$/.test(name);
}
