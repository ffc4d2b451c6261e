import { relative, resolve } from 'node:path';
import { BenchError } from '#harness/domain/failure.ts';
import { storeInJournal } from '#harness/store/journal.ts';
import { isPostgresAddress } from '#harness/store/postgres-address.ts';
import { shellWord } from '#harness/text/shell-word.ts';
import { isThere } from '#harness/workflow/is-there.ts';
import { homeOf, storeOf } from '#harness/workflow/places.ts';
import type { Places, ResumeRequest } from '#harness/workflow/request.ts';
import { shownPlace } from './store-place.ts';

/**
 * How the journal in a folder names the store of its run: an address without its password; the absolute path of a file, or
 * its path from that folder where both are in one `.fastvlm-bench`, which may be moved as a whole.
 */
export function storeName(folder: string, places: Pick<Places, 'home' | 'store'>): string {
  const store = shownPlace(storeOf(places));
  const home = homeOf(folder);
  return home !== null && home === homeOf(store) ? relative(folder, store) : store;
}

/** The store that an interrupted run in a folder was begun with, as commands show it; null where its journal names none. */
export async function storeOfRun(folder: string): Promise<string | null> {
  const name = await storeInJournal(folder);
  return name === null || isPostgresAddress(name) ? name : resolve(folder, name);
}

/** Whether a store that a journal names is this one. */
export function isStoreOf(store: string, places: Pick<Places, 'home' | 'store'>): boolean {
  return store === shownPlace(storeOf(places));
}

/**
 * A run goes into the store that it was begun with: that is taken where none is named. Throws USAGE where another one is
 * named, unless the file of its own is gone: then it was moved to there.
 */
export async function withOwnStore(request: ResumeRequest): Promise<ResumeRequest> {
  const own = await storeOfRun(request.folder);
  if (own === null || isStoreOf(own, request)) return request;
  if (request.store === undefined) return { ...request, store: own };
  if (!isPostgresAddress(own) && !(await isThere(own))) return request;
  throw new BenchError('USAGE', `This run was started with another store, ${own}.`, {
    remedy: `Resume it with that one: --store ${shellWord(own)}`,
  });
}
