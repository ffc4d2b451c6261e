import { BenchError } from '#harness/domain/failure.ts';
import type { RunStore, StoreAccess } from '#harness/ports/store.ts';
import { isPostgresAddress } from '#harness/store/postgres-address.ts';
import type { Host } from '#harness/workflow/host.ts';
import { isThere } from '#harness/workflow/is-there.ts';
import { storeOf } from '#harness/workflow/places.ts';
import type { Places } from '#harness/workflow/request.ts';

type StorePlace = Pick<Places, 'home' | 'store'>;
type Stores = Pick<Host, 'openStore'>;

/** What SQLite calls a database that is nowhere but in memory. */
const NOWHERE = ':memory:';

/**
 * Opens the store for the length of one workflow, and makes it where it is not there. A workflow that may be refused asks
 * for it last: whatever it needs to read before comes from `withStoreIfAny`.
 */
export async function withStore<T>(place: StorePlace, host: Stores, use: (store: RunStore) => Promise<T>): Promise<T> {
  return opened(storeOf(place), 'write', host, use);
}

/**
 * The same for a workflow that adds nothing: it creates no store. A missing default store counts as empty; throws USAGE
 * for a store that was named and is missing.
 */
export async function withStoreAtHand<T>(
  place: StorePlace,
  host: Stores,
  use: (store: RunStore) => Promise<T>,
  access: StoreAccess = 'read',
): Promise<T> {
  const path = storeOf(place);
  if (isPostgresAddress(path) || (await isThere(path))) return opened(path, access, host, use);
  if (place.store === undefined) return opened(NOWHERE, 'write', host, use);
  throw new BenchError('USAGE', `There is no store ${path}.`, {
    remedy:
      'The first `fastvlm-bench run` into it makes it. ' +
      'If the path is wrong, correct it where it is set: --store, FASTVLM_BENCH_STORE or the configuration.',
  });
}

/** To read what is stored, where a store that is not there is none yet: this workflow, or the run that it plans, will make it. */
export async function withStoreIfAny<T>(
  place: StorePlace,
  host: Stores,
  use: (store: RunStore) => Promise<T>,
): Promise<T> {
  const path = storeOf(place);
  return isPostgresAddress(path) || (await isThere(path))
    ? opened(path, 'read', host, use)
    : opened(NOWHERE, 'write', host, use);
}

async function opened<T>(
  path: string,
  access: StoreAccess,
  host: Stores,
  use: (store: RunStore) => Promise<T>,
): Promise<T> {
  const store = await host.openStore(path, access);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}
