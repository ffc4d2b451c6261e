/** What every store does, whatever engine it is on. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe } from 'vitest';
import type { RunStore, StoreAccess } from '#harness/ports/store.ts';
import { openStore } from './open-store.ts';
import { type PostgresServer, startPostgres } from './postgres.fixture.ts';

export type OpenedStore = {
  /** The store of the test that runs. */
  readonly store: RunStore;
  /** Opens the same store once more; the test closes it. */
  readonly open: (access?: StoreAccess) => Promise<RunStore>;
  /** Closes the store of the test and opens it again. */
  readonly reopen: () => Promise<void>;
};

/** Declares the same tests for each engine, each test with a new store. Its runs have a value for each launch: 100 + block / 3. */
export function describeEngines(declare: (opened: OpenedStore) => void): void {
  let server: PostgresServer;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-store-'));
    server = await startPostgres();
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });
  describe.each(['SQLite', 'PostgreSQL'])('%s', (engine) => {
    let place: string;
    let store: RunStore;
    let files = 0;
    const open = async (access: StoreAccess = 'write'): Promise<RunStore> =>
      openStore(place, access, ({ launches }) =>
        launches.map(({ deviceId, slot }) => ({
          deviceId,
          passId: slot.pass,
          metric: 'timeToFirstToken',
          arm: slot.arm,
          block: slot.block,
          value: 100 + slot.block / 3,
        })),
      );
    beforeEach(async () => {
      place = engine === 'SQLite' ? join(folder, `${++files}`, 'store.sqlite') : await server.newDatabase();
      store = await open();
    });
    afterEach(async () => store.close());
    declare({
      get store() {
        return store;
      },
      open,
      reopen: async () => {
        await store.close();
        store = await open();
      },
    });
  });
}
