import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isAbsence, unreadable } from '#harness/domain/system-error.ts';
import { JOURNAL_FILE, SECOND_FOLDER } from '#harness/store/run-folder.ts';
import { isThere } from '#harness/workflow/is-there.ts';
import { RUNS_FOLDER } from '#harness/workflow/places.ts';
import type { Places } from '#harness/workflow/request.ts';
import { isStoreOf, storeOfRun } from '#harness/workflow/store/store-of-run.ts';

/**
 * Folders of runs that have begun and not ended, oldest first, of those in the default place: a run elsewhere is known to
 * nobody until it is complete. One that is being measured right now is among them. Where a store is named, only those that
 * were begun with it.
 */
export async function unfinishedRuns(places: Pick<Places, 'home' | 'store'>): Promise<readonly string[]> {
  const { home, store } = places;
  const folder = join(home, RUNS_FOLDER);
  const names = await readdir(folder).catch((error: unknown) => {
    if (isAbsence(error)) return [];
    throw unreadable(folder, error);
  });
  const folders = names.toSorted((a, b) => a.localeCompare(b)).map((name) => join(folder, name));
  const areUnfinished = await Promise.all(folders.map(hasJournal));
  const unfinished = folders.filter((_, index) => areUnfinished[index] === true);
  if (store === undefined) return unfinished;
  const stores = await Promise.all(unfinished.map(storeOfRun));
  return unfinished.filter((_, index) => isStoreOf(stores[index] ?? '', places));
}

/** Of its first session, or of a second one. */
async function hasJournal(folder: string): Promise<boolean> {
  return (await isThere(join(folder, JOURNAL_FILE))) || isThere(join(folder, SECOND_FOLDER, JOURNAL_FILE));
}
