import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { BenchError } from '#harness/domain/failure.ts';
import { canonicalName } from '#harness/domain/file-name.ts';

/** The image files below a folder, by what questions know them by. All paths are inside the folder, with `/`. */
export type ImageIndex = {
  /** By the number that the name ends in, as in `COCO_val2014_000000000042.jpg`. */
  readonly numbered: ReadonlyMap<number, readonly string[]>;
  /** By the name in composed Unicode (NFC), with its extension and without. */
  readonly named: ReadonlyMap<string, readonly string[]>;
  /** By the path in composed Unicode. */
  readonly paths: ReadonlyMap<string, string>;
};

const NUMBER_AT_END = /(\d{1,15})\.[a-z]+$/i;
/** HEIC and its like are looked at as well, so that they can be refused by name. */
const IMAGE = /\.(?:jpe?g|jpe|png|webp|gif|heic|heif|avif|bmp|tiff?)$/i;
/** Folders that zip files of macOS bring along; names with a dot in front, as `._cat.jpg`, are hidden everywhere. */
const FOREIGN_FOLDER = '__MACOSX';

/** Looks through a folder and all folders in it. Throws FILE_NOT_FOUND for a folder that cannot be read. */
export async function indexImages(folder: string): Promise<ImageIndex> {
  const [numbered, named, paths] = [
    new Map<number, string[]>(),
    new Map<string, string[]>(),
    new Map<string, string>(),
  ];
  for (const path of (await imagesBelow(folder, '')).toSorted()) {
    const name = canonicalName(basename(path));
    paths.set(canonicalName(path), path);
    add(named, name, path);
    add(named, name.slice(0, name.lastIndexOf('.')), path);
    const number = NUMBER_AT_END.exec(name)?.[1];
    if (number !== undefined) add(numbered, Number(number), path);
  }
  return { numbered, named, paths };
}

/**
 * Where images lie that were found under these names before: there, else where below the folder one file has the name.
 * A file that is nowhere keeps its place, where it will be missed.
 */
export async function locateImages(folder: string, files: readonly string[]): Promise<readonly string[]> {
  const direct = files.map((file) => join(folder, file));
  const isThere = direct.map((path) => existsSync(path));
  if (isThere.every(Boolean) || !existsSync(folder)) return direct;
  const { named, paths } = await indexImages(folder);
  return direct.map((path, index) => {
    const file = canonicalName(files[index] ?? '');
    const found = paths.get(file) ?? onlyOf(named.get(basename(file)));
    return isThere[index] === true || found === undefined ? path : join(folder, found);
  });
}

function onlyOf(paths: readonly string[] | undefined): string | undefined {
  return paths?.length === 1 ? paths[0] : undefined;
}

async function imagesBelow(root: string, inside: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const entry of await entriesOf(join(root, inside))) {
    const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
    if (entry.name.startsWith('.') || entry.name === FOREIGN_FOLDER) continue;
    // A link to a folder is not followed: it may lead in a circle.
    if (entry.isDirectory()) found.push(...(await imagesBelow(root, path)));
    else if (IMAGE.test(entry.name) && (entry.isFile() || (await leadsToFile(join(root, path))))) found.push(path);
  }
  return found;
}

async function leadsToFile(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => null);
  return stats?.isFile() === true;
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    throw new BenchError('FILE_NOT_FOUND', `${folder} is not a folder that can be read.`, {
      remedy: 'Name the folder with the images.',
      cause,
    });
  }
}

function add<K>(map: Map<K, string[]>, key: K, path: string): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [path]);
  else known.push(path);
}
