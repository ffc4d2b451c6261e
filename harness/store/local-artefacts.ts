import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { ArtefactPaths, Build } from '#harness/domain/build.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { isAbsence, nullIfAbsent, unreadable } from '#harness/domain/system-error.ts';
import type { ArtefactStore } from '#harness/ports/artefact.ts';

/**
 * Builds that lie on this machine, wherever a person has put them.
 *
 * @param inspect reads a package that is a folder, which is known by more than its bytes; without it none is found
 */
export function localArtefacts(
  paths: ArtefactPaths = {},
  inspect: ((path: string) => Promise<Build>) | null = null,
): ArtefactStore {
  const fileOf = async (build: Build): Promise<string> => {
    const path = paths[build.id];
    if (path !== undefined) return path;
    throw new BenchError('FILE_NOT_FOUND', `It is not known where ${build.label} lies.`, {
      remedy: 'Pass the path of its package.',
    });
  };
  return {
    fileOf,
    find: async (build) => {
      const path = paths[build.id];
      if (path === undefined) return null;
      const found = await stat(path).catch(nullIfAbsent(path));
      // Nothing else can be a package, and a device may have no end.
      if (found?.isDirectory() !== true && found?.isFile() !== true) return null;
      const isThere = found.isDirectory() ? await isSame(path, build, inspect) : await hasBytes(path, build);
      return isThere ? path : null;
    },
  };
}

async function isSame(path: string, { id }: Build, inspect: Parameters<typeof localArtefacts>[1]): Promise<boolean> {
  if (inspect === null || inspect === undefined) return false;
  try {
    return (await inspect(path)).id === id;
  } catch (error) {
    // What lies there now is no build any more.
    if (error instanceof BenchError) return false;
    throw error;
  }
}

/** Whether the very file that was measured is still where it was: the same bytes, not just the same name. */
async function hasBytes(path: string, build: Build): Promise<boolean> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    if (isAbsence(error)) return false;
    throw unreadable(path, error);
  }
  return hash.digest('hex') === build.id;
}
