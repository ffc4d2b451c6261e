import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BenchError } from '#harness/domain/failure.ts';
import { nullIfAbsent } from '#harness/domain/system-error.ts';

const REMEDY = 'Name a folder with --out; it is created if needed.';

/** The folder that a workflow writes to, as it is given. Throws USAGE where a file is in its place or in its way. */
export async function outFolder(folder: string, remedy = REMEDY): Promise<string> {
  for (let path = folder; ; path = dirname(path)) {
    const found = await stat(path).catch(nullIfAbsent(path));
    if (found?.isDirectory() === true || path === dirname(path)) return folder;
    if (found !== null) {
      throw new BenchError('USAGE', `${path} is a file, not a folder.`, { remedy });
    }
  }
}
