import { mkdtemp, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BenchError } from '#harness/domain/failure.ts';
import { nullIfAbsent, systemErrorCode } from '#harness/domain/system-error.ts';

const REMEDY = 'Name a folder with --out; it is created if needed.';

/**
 * The folder that a workflow writes to, as it is given. Throws USAGE where a file is in its place or in its way, and
 * FILE_UNWRITABLE where nothing can be made in it.
 */
export async function outFolder(folder: string, remedy = REMEDY): Promise<string> {
  for (let path = folder; ; path = dirname(path)) {
    const found = await stat(path).catch(nullIfAbsent(path));
    if (found?.isDirectory() === true || path === dirname(path)) {
      await refuseUnwritable(path, remedy);
      return folder;
    }
    if (found !== null) {
      throw new BenchError('USAGE', `${path} is a file, not a folder.`, { remedy });
    }
  }
}

/** Tries it: permissions alone do not say what a file system allows. */
async function refuseUnwritable(folder: string, remedy: string): Promise<void> {
  try {
    await rmdir(await mkdtemp(join(folder, '.fastvlm-bench-')));
  } catch (cause) {
    // The command that fills it says so, with what it has measured.
    if (systemErrorCode(cause) === 'ENOSPC') return;
    const reason = systemErrorCode(cause) ?? String(cause);
    throw new BenchError('FILE_UNWRITABLE', `Nothing can be written to ${folder} (${reason}).`, { remedy, cause });
  }
}
