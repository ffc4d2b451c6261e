import { resolve } from 'node:path';
import type { RunStore } from '#harness/ports.ts';
import type { World } from './world.ts';

/** Opens the store that an option names for the length of one command. */
export async function withStore<T>(file: string, world: World, use: (store: RunStore) => Promise<T>): Promise<T> {
  const store = await world.openStore(resolve(world.cwd, file));
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}
