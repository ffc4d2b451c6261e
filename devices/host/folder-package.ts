import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { canonicalName, isFinderFile } from '#harness/domain/file-name.ts';
import { type ModelFile, type ModelPackage, refuseModel } from './model-package.ts';

const MAX_FILES = 10_000;

/** The folder of an export. Hidden files, such as those of Git, are no part of it. Throws BUILD_INVALID. */
export async function openFolder(path: string): Promise<ModelPackage> {
  const name = basename(resolve(path));
  const files = new Map<string, ModelFile>();
  const walk = async (folder: string, below: string): Promise<void> => {
    for (const entry of await readdir(folder)) {
      const [own, shown] = [join(folder, entry), canonicalName(`${below}${entry}`)];
      if (entry.startsWith('.') || isFinderFile(shown)) continue;
      // Links are followed: model caches are made of them.
      const found = await stat(own).catch(() => null);
      if (found === null) throw refuseModel(name, `has a link that leads to nothing, ${shown}`, 'Remove it.');
      if (found.isDirectory()) await walk(own, `${shown}/`);
      else if (found.isFile()) files.set(shown, { bytes: found.size, open: async () => createReadStream(own) });
      if (files.size > MAX_FILES)
        throw refuseModel(name, `holds more than ${MAX_FILES} files, which is too many for an export`);
    }
  };
  await walk(path, '');
  return { name, version: null, file: null, place: '', files, close: () => {} };
}
