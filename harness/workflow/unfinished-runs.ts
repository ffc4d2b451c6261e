import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isAbsence, unreadable } from '#harness/domain/system-error.ts';
import { JOURNAL_FILE } from '#harness/store/run-folder.ts';
import { isThere } from './is-there.ts';
import { RUNS_FOLDER } from './places.ts';
import type { Places } from './request.ts';

/**
 * Folders of runs that have begun and not ended, oldest first, of those in the default place: a run elsewhere is known to
 * nobody until it is complete. One that is being measured right now is among them.
 */
export async function unfinishedRuns({ home }: Pick<Places, 'home'>): Promise<readonly string[]> {
  const folder = join(home, RUNS_FOLDER);
  const names = await readdir(folder).catch((error: unknown) => {
    if (isAbsence(error)) return [];
    throw unreadable(folder, error);
  });
  const folders = names.toSorted((a, b) => a.localeCompare(b)).map((name) => join(folder, name));
  const areUnfinished = await Promise.all(folders.map(async (own) => isThere(join(own, JOURNAL_FILE))));
  return folders.filter((_, index) => areUnfinished[index] === true);
}
