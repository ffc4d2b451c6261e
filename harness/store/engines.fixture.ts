/** What every store does, whatever engine it is on. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, describe } from 'vitest';
import type { LaunchValuesOf, OnMigrating, RunStore, StoreAccess } from '#harness/ports/store.ts';
import { openStore } from './open-store.ts';
import { secondTables } from './second-store.fixture.ts';
import { type PostgresServer, startPostgres } from './postgres.fixture.ts';

export type OpenedStore = {
  /** The store of the test that runs. */
  readonly store: RunStore;
  /** Opens the same store once more; the test closes it. */
  readonly open: (access?: StoreAccess) => Promise<RunStore>;
  /** Closes the store of the test and opens it again. */
  readonly reopen: (onMigrating?: OnMigrating) => Promise<void>;
  /** Closes it and makes one of version 2 of it, until it is opened again. */
  readonly toVersion2: () => Promise<void>;
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
    const valuesOf: LaunchValuesOf = ({ launches }) =>
      launches.map(({ deviceId, slot }) => ({
        deviceId,
        passId: slot.pass,
        metric: 'timeToFirstToken',
        arm: slot.arm,
        block: slot.block,
        value: 100 + slot.block / 3,
      }));
    const open = async (access: StoreAccess = 'write', onMigrating?: OnMigrating): Promise<RunStore> =>
      openStore(place, access, valuesOf, onMigrating);
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
      reopen: async (onMigrating) => {
        await store.close();
        store = await open('write', onMigrating);
      },
      toVersion2: async () => {
        const lanes = (await store.lanes()).map(({ id }) => id);
        const tables = secondTables(await store.laneValues(lanes));
        await store.close();
        if (engine === 'PostgreSQL') {
          const version = 'UPDATE store_version SET version = 2;';
          await server.sql(place, `SET search_path TO fastvlm_bench; ${tables} ${version}`);
          return;
        }
        const database = new DatabaseSync(place);
        database.exec(`${tables} PRAGMA user_version = 2;`);
        database.close();
      },
    });
  });
}
