import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LaunchValuesOf, RunStore, StoreAccess } from '#harness/ports/store.ts';
import { openStore } from './open-store.ts';
import { isPostgresAddress, withoutPassword } from './postgres-address.ts';
import { postgresError } from './postgres-errors.ts';
import { type PostgresServer, startPostgres } from './postgres.fixture.ts';
import { exampleLaunch, exampleRun, exampleVerdicts } from './run.fixture.ts';
import { secondTables } from './second-store.fixture.ts';

let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres();
});

afterAll(async () => server.stop());

const open = async (address: string, access: StoreAccess = 'write'): Promise<RunStore> =>
  openStore(address, access, () => []);

const schemasOf = async (address: string): Promise<readonly unknown[]> =>
  (await server.sql(address, `SELECT nspname FROM pg_namespace WHERE nspname = 'fastvlm_bench'`)).map(
    (row) => row['nspname'],
  );

/** All that a person could read of an error, also of one that is printed whole. */
function everythingOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return [error.message, error.stack, JSON.stringify(error), everythingOf(error.cause)].join('\n');
}

test.each([
  ['a wrong password', { password: 'guess-me' }, 'USAGE', /refuses the user or the password/],
  ['an unknown user', { username: 'stranger' }, 'USAGE', /refuses the user or the password/],
  ['an unknown database', { pathname: '/nowhere' }, 'USAGE', /no database of that name/],
  ['a port without a server', { port: '1' }, 'STORE_FAILED', /there is no server at/],
  ['an unknown host', { hostname: 'nowhere.invalid' }, 'STORE_FAILED', /there is no server at/],
] as const)(
  '%s is refused before anything is measured, and no password is printed',
  async (_name, change, code, message) => {
    const url = new URL(await server.newDatabase());
    const before = url.password;
    Object.assign(url, change);
    const error: unknown = await open(url.href).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message), remedy: expect.stringMatching(/\S/) });
    for (const secret of [before, 'guess-me']) expect(everythingOf(error)).not.toContain(secret);
  },
);

test('an address that is none is refused, and not printed', async () => {
  const error: unknown = await open('postgres://user:sec ret@[::/db').catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'USAGE', message: 'The address of the store cannot be read.' });
  expect(everythingOf(error)).not.toContain('sec ret');
});

test.each([
  'POSTGRES://me:secret@host/db',
  ' postgres://me:secret@host/db',
  'postgresql://me@host/db?sslpassword=secret',
])('%j is an address too, and shown without its password', (address) => {
  expect(isPostgresAddress(address)).toBe(true);
  expect(withoutPassword(address)).not.toContain('secret');
});

test('a store is shown without its password', () => {
  expect(isPostgresAddress('postgresql://host/db')).toBe(true);
  expect(isPostgresAddress('postgres.sqlite')).toBe(false);
  expect(withoutPassword('postgres://me:secret@host:5432/db?password=secret&sslmode=require')).toBe(
    'postgres://me@host:5432/db?sslmode=require',
  );
});

test('reading makes nothing: a database without a store is one without entries', async () => {
  const address = await server.newDatabase();
  const store = await open(address, 'read');
  expect([await store.list(), await store.baselines(), await store.lanes()]).toEqual([[], [], []]);
  expect(await store.load('one')).toBeNull();
  await expect(store.save(exampleRun('one'))).rejects.toMatchObject({ code: 'STORE_READ_ONLY' });
  await store.close();
  expect(await schemasOf(address)).toEqual([]);
});

test('a store leaves the other tables of its database alone', async () => {
  const address = await server.newDatabase();
  await server.sql(address, 'CREATE TABLE runs (id integer); INSERT INTO runs VALUES (7)');
  const store = await open(address);
  await store.save(exampleRun('one'));
  await store.close();
  expect(await server.sql(address, 'SELECT id FROM public.runs')).toEqual([{ id: 7 }]);
});

test('a store of a later version is refused and left as it is', async () => {
  const address = await server.newDatabase();
  await (await open(address)).close();
  await server.sql(address, 'UPDATE fastvlm_bench.store_version SET version = 7');
  for (const access of ['read', 'write'] as const) {
    await expect(open(address, access)).rejects.toMatchObject({
      code: 'SCHEMA_TOO_NEW',
      message: expect.stringMatching(/store of version 7; this fastvlm-bench reads versions up to 4\.$/),
    });
  }
  expect(await server.sql(address, 'SELECT version FROM fastvlm_bench.store_version')).toEqual([{ version: 7 }]);
});

test('an older store is refused to who only reads, and processes that migrate it at once make one of it', async () => {
  const address = await server.newDatabase();
  const values: LaunchValuesOf = () => [
    { deviceId: 'phone', passId: 'latency', metric: 'prefill', arm: 'candidate', block: 0, value: 7 },
  ];
  const written = await openStore(address, 'write', values);
  await written.save(exampleRun('one'));
  const tables = secondTables(await written.laneValues([1]));
  await written.close();
  await server.sql(address, `SET search_path TO fastvlm_bench; ${tables} UPDATE store_version SET version = 2`);
  await expect(open(address, 'read')).rejects.toMatchObject({
    code: 'STORE_INVALID',
    remedy: expect.stringContaining('fastvlm-bench store migrate'),
  });
  const stores = await Promise.all(Array.from({ length: 4 }, async () => open(address)));
  for (const store of stores) {
    const { series } = await store.history({ suiteId: 'latency', runs: 9 });
    expect(series).toMatchObject([{ points: [{ runId: 'one', level: 7 }] }]);
    await store.close();
  }
});

test('processes that make a store at once make one', async () => {
  const address = await server.newDatabase();
  const stores = await Promise.all(Array.from({ length: 4 }, async () => open(address)));
  await Promise.all(stores.map(async (store, index) => store.save(exampleRun(`run${index}`))));
  expect(await stores[0]?.list()).toHaveLength(4);
  await Promise.all(stores.map(async (store) => store.close()));
});

test('a user who may only read is refused when a store is opened to write', async () => {
  const address = await server.newDatabase();
  const store = await open(address);
  await store.save(exampleRun('one'));
  await store.close();
  await server.sql(
    address,
    `CREATE ROLE reader LOGIN PASSWORD 'reads'; GRANT USAGE ON SCHEMA fastvlm_bench TO reader;
     GRANT SELECT ON ALL TABLES IN SCHEMA fastvlm_bench TO reader`,
  );
  const url = new URL(address);
  [url.username, url.password] = ['reader', 'reads'];
  await expect(open(url.href)).rejects.toMatchObject({ code: 'STORE_READ_ONLY' });
  for (const access of ['read', 'writeIfPossible'] as const) {
    const reader = await open(url.href, access);
    expect(await reader.list()).toHaveLength(1);
    await expect(reader.saveVerdicts(exampleVerdicts())).rejects.toMatchObject({ code: 'STORE_READ_ONLY' });
    await reader.close();
  }
});

test('a server that went away and came back is asked again', async () => {
  const address = await server.newDatabase();
  const store = await open(address);
  await store.save(exampleRun('one'));
  await server.crash();
  await server.restart();
  expect(await store.save(exampleRun('two'))).toBe('added');
  expect(await store.list()).toHaveLength(2);
  await store.close();
});

test('a server that goes away in the middle of a run leaves nothing of it, and the error says where the run is', async () => {
  const address = await server.newDatabase();
  const store = await open(address);
  await store.save(exampleRun('one'));
  // The run waits for this table, so that the server is ended when half of the run is there.
  const { default: pg } = await import('pg');
  const blocker = new pg.Client(address);
  blocker.on('error', () => {});
  await blocker.connect();
  await blocker.query('BEGIN; LOCK TABLE fastvlm_bench.launch_bodies IN ACCESS EXCLUSIVE MODE');
  const saving = store.save({ ...exampleRun('two'), launches: [0, 1, 2].map(exampleLaunch) });
  const failed = saving.then(
    () => null,
    (error: unknown) => error,
  );
  const isHalfway = async (): Promise<boolean> => (await server.sql(address, waiting))[0]?.['n'] === 1;
  const waiting = `SELECT count(*)::int AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock'`;
  while (!(await isHalfway()));
  await server.crash();
  expect(await failed).toMatchObject({
    code: 'STORE_FAILED',
    message: expect.stringMatching(/^The run two could not be stored in postgres:\/\/postgres@/),
    remedy: expect.stringMatching(/the run itself is in its folder\.$/),
  });
  await server.restart();
  expect((await store.list()).map(({ id }) => id)).toEqual(['one']);
  expect(await store.info()).toMatchObject({ runs: 1, launches: 1 });
  expect(await store.save({ ...exampleRun('two'), launches: [0, 1, 2].map(exampleLaunch) })).toBe('added');
  await store.close();
});

test('a full disk of the server is said to be one', () => {
  const full = Object.assign(new Error('could not extend file: No space left on device'), { code: '53100' });
  expect(
    postgresError('postgres://host/db', full, 'The run one could not be stored', 'it is in its folder'),
  ).toMatchObject({
    code: 'DISK_FULL',
    message: 'The run one could not be stored: the disk of the server is full.',
  });
});
