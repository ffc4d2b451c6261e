import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunStore } from '#harness/ports/store.ts';
import { makeFirstStore } from './first-store.fixture.ts';
import { migrateFirstStore } from './first-store.ts';
import { nodeSqliteDialect, openToWrite } from './node-sqlite.ts';
import { exampleCalibration, exampleLaunch, exampleRun, exampleVerdicts } from './run.fixture.ts';
import { openSqliteStore } from './sqlite-store.ts';
import type { Tables } from './tables.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-first-'));
  path = join(folder, 'store.sqlite');
});

afterEach(() => rmSync(folder, { recursive: true }));

const two = { ...exampleRun('two', '2026-01-02T00:00:00.000Z'), launches: [exampleLaunch(0), exampleLaunch(1)] };
const CONTENT = {
  runs: [exampleRun('one'), { ...two, reference: { kind: 'stored', runId: 'one' } }],
  baselines: [['main', 'one']],
  calibrations: [exampleCalibration()],
  // All that was kept of a policy then was its name.
  verdicts: [exampleVerdicts({ runId: 'two', baselineRunId: 'one', policy: { id: 'pr' } })],
} as const;

async function expectAll(store: RunStore): Promise<void> {
  expect(await store.load('one')).toEqual(CONTENT.runs[0]);
  expect(await store.load('two')).toEqual(CONTENT.runs[1]);
  expect(await store.baselines()).toMatchObject([{ name: 'main', runId: 'one', setAt: '2026-01-05T00:00:00.000Z' }]);
  expect(await store.baselineMoves()).toMatchObject([{ name: 'main', runId: 'one', by: null }]);
  expect(await store.calibrations({})).toEqual(CONTENT.calibrations);
  expect(await store.verdicts('two')).toEqual(CONTENT.verdicts);
  expect(await store.list()).toMatchObject([
    { id: 'two', baselineLabel: 'app 1.0', decisions: [{ policy: 'pr', decision: 'pass' }] },
    { id: 'one' },
  ]);
}

const versionOf = (file: string): unknown => {
  const database = new DatabaseSync(file, { readOnly: true });
  const version = database.prepare('PRAGMA user_version').get()?.['user_version'];
  database.close();
  return version;
};

test.each([0, 1] as const)('a store of version %i becomes one of today, with all that it holds', async (version) => {
  makeFirstStore(path, { ...CONTENT, version });
  const values = () => [
    { deviceId: 'phone', passId: 'latency', metric: 'prefill', arm: 'candidate' as const, block: 0, value: 1 },
  ];
  const store = await openSqliteStore(path, 'write', values);
  await expectAll(store);
  expect(await store.info()).toMatchObject({ version: 4, runs: 2, launches: 3, values: 2 });
  await store.close();
  expect(versionOf(path)).toBe(4);
  const again = await openSqliteStore(path);
  await expectAll(again);
  await again.close();
});

test('a copy of what it was stays beside it', async () => {
  makeFirstStore(path, CONTENT);
  await (await openSqliteStore(path)).close();
  expect(readdirSync(folder)).toEqual(['store.sqlite', 'store.sqlite.version-1']);
  const copy = await openSqliteStore(`${path}.version-1`, 'read');
  await expectAll(copy);
  await copy.close();
  expect(versionOf(`${path}.version-1`)).toBe(1);
});

test('who only reads changes nothing, and leaves nothing behind', async () => {
  makeFirstStore(path, CONTENT);
  const before = readFileSync(path);
  const store = await openSqliteStore(path, 'read');
  await expectAll(store);
  await expect(store.save(exampleRun('three'))).rejects.toMatchObject({ code: 'STORE_READ_ONLY' });
  await store.close();
  expect(readFileSync(path)).toEqual(before);
  expect(readdirSync(folder)).toEqual(['store.sqlite']);
});

test('what older versions lack is empty', async () => {
  makeFirstStore(path, { runs: [exampleRun('one')], version: 0 });
  const database = new DatabaseSync(path);
  database.exec('DROP TABLE verdicts; DROP TABLE calibrations; DROP TABLE baselines;');
  database.close();
  for (const access of ['read', 'write'] as const) {
    const store = await openSqliteStore(path, access);
    expect(await store.list()).toHaveLength(1);
    expect([await store.verdicts('one'), await store.calibrations({}), await store.baselines()]).toEqual([[], [], []]);
    await store.close();
  }
});

test('a run that cannot be read keeps its place, and the others come along', async () => {
  makeFirstStore(path, CONTENT);
  const database = new DatabaseSync(path);
  database.exec(`UPDATE runs SET body = substr(body, 1, 40) WHERE id = 'one'`);
  database.close();
  const store = await openSqliteStore(path);
  expect((await store.list()).map(({ id }) => id)).toEqual(['two', 'one']);
  expect(await store.load('two')).toEqual(CONTENT.runs[1]);
  await expect(store.load('one')).rejects.toMatchObject({ code: 'RUN_INVALID' });
  await store.close();
});

test.each([
  [
    'a column that must be filled',
    'ALTER TABLE baselines RENAME TO old; CREATE TABLE baselines (name TEXT PRIMARY KEY, run_id TEXT NOT NULL, set_at TEXT NOT NULL, extra TEXT NOT NULL);',
    'extra',
  ],
  ['a column less', 'ALTER TABLE verdicts DROP COLUMN body;', 'body'],
])('a store whose table has %s is refused before it is needed, and stays as it is', async (_name, sql, column) => {
  makeFirstStore(path, CONTENT);
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
  const before = readFileSync(path);
  for (const access of ['read', 'write'] as const) {
    await expect(openSqliteStore(path, access)).rejects.toMatchObject({
      code: 'STORE_INVALID',
      message: expect.stringContaining(`differs in ${column}.`),
    });
  }
  expect(readFileSync(path)).toEqual(before);
});

test('what another process has moved in the meantime is left as it is', async () => {
  makeFirstStore(path, CONTENT);
  const late = openToWrite(path);
  await (await openSqliteStore(path)).close();
  const before = readFileSync(path);
  const kysely = new Kysely<Tables>({ dialect: nodeSqliteDialect(late) });
  const content = { valuesOf: () => [], onMigrating: undefined };
  expect(await migrateFirstStore(path, late.database, kysely, content)).toBe('movedByAnother');
  late.close();
  expect(readFileSync(path)).toEqual(before);
});

test('processes that open it at once make one store of it', async () => {
  makeFirstStore(path, CONTENT);
  const [module, fixture] = ['sqlite-store.ts', 'run.fixture.ts'].map((name) => new URL(name, import.meta.url).href);
  const ends = await Promise.all(
    Array.from({ length: 4 }, async (_, index) => {
      const script =
        `import { openSqliteStore } from '${module}'; import { exampleRun } from '${fixture}';` +
        `const store = await openSqliteStore(${JSON.stringify(path)}); await store.save(exampleRun('new${index}')); await store.close();`;
      const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'inherit' });
      return new Promise((resolve) => child.once('exit', resolve));
    }),
  );
  expect(ends).toEqual([0, 0, 0, 0]);
  const store = await openSqliteStore(path, 'read');
  expect(await store.list()).toHaveLength(6);
  expect(await store.load('two')).toEqual(CONTENT.runs[1]);
  await store.close();
});

test('whenever it is killed, the file is a whole store, and the next one continues it', async () => {
  makeFirstStore(path, { ...CONTENT, runs: CONTENT.runs });
  const module = new URL('sqlite-store.ts', import.meta.url).href;
  // Killed where the first run has moved, when half of the tables are new.
  const script =
    `import { openSqliteStore } from '${module}';` +
    `await openSqliteStore(${JSON.stringify(path)}, 'write', () => process.kill(process.pid, 'SIGKILL'));`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'inherit' });
  expect(await new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)))).toBe('SIGKILL');
  const store = await openSqliteStore(path);
  await expectAll(store);
  await store.close();
});

test('where no copy can be made nothing is changed', async (context) => {
  if (process.getuid?.() === 0) context.skip('root may write everywhere');
  makeFirstStore(path, CONTENT);
  const before = readFileSync(path);
  chmodSync(folder, 0o555);
  try {
    await expect(openSqliteStore(path)).rejects.toMatchObject({ code: 'STORE_READ_ONLY' });
  } finally {
    chmodSync(folder, 0o755);
  }
  expect(readFileSync(path)).toEqual(before);
});
