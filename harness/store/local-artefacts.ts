import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { ArtefactPaths, Build } from '#harness/domain/build.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { isAbsence, unreadable } from '#harness/domain/system-error.ts';
import type { ArtefactStore } from '#harness/ports/artefact.ts';

/** Builds that lie on this machine, wherever a person has put them. */
export function localArtefacts(paths: ArtefactPaths = {}): ArtefactStore {
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
      return path !== undefined && (await hasBytes(path, build)) ? path : null;
    },
  };
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
