import { resolve } from 'node:path';
import { BenchError } from '#harness/domain/failure.ts';
import type { RunStore, StoreAccess } from '#harness/ports.ts';
import { DEFAULT_STORE } from './bench-folder.ts';
import { isThere } from './is-there.ts';
import type { World } from '#harness/cli/world.ts';

/** What SQLite calls a database that is nowhere but in memory. */
const NOWHERE = ':memory:';

/**
 * Opens the store that an option names for the length of one command, and makes it where it is not there. A command that
 * may be refused asks for it last: whatever it needs to read before comes from `withStoreIfAny`.
 */
export async function withStore<T>(file: string, world: World, use: (store: RunStore) => Promise<T>): Promise<T> {
  return opened(resolve(world.cwd, file), 'write', world, use);
}

/**
 * The same for a command that adds nothing: it creates no store. A missing default store counts as empty; throws USAGE
 * for a store that was named and is missing.
 */
export async function withStoreAtHand<T>(
  file: string,
  world: World,
  use: (store: RunStore) => Promise<T>,
  access: StoreAccess = 'read',
): Promise<T> {
  const path = resolve(world.cwd, file);
  if (await isThere(path)) return opened(path, access, world, use);
  if (file === DEFAULT_STORE) return opened(NOWHERE, 'write', world, use);
  throw new BenchError('USAGE', `There is no store ${path}.`, {
    remedy: 'Name one that `fastvlm-bench run --store FILE` has written, or leave --store out.',
  });
}

/** To read what is stored, where a store that is not there is none yet: the command itself will make it later. */
export async function withStoreIfAny<T>(file: string, world: World, use: (store: RunStore) => Promise<T>): Promise<T> {
  const path = resolve(world.cwd, file);
  return (await isThere(path)) ? opened(path, 'read', world, use) : opened(NOWHERE, 'write', world, use);
}

async function opened<T>(
  path: string,
  access: StoreAccess,
  world: World,
  use: (store: RunStore) => Promise<T>,
): Promise<T> {
  const store = await world.openStore(path, access);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}
