import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LaunchValuesOf, RunStore } from '#harness/ports/store.ts';
import { exampleRun } from './run.fixture.ts';
import { secondTables } from './second-store.fixture.ts';
import { openSqliteStore } from './sqlite-store.ts';

let folder: string;
let path: string;

const values: LaunchValuesOf = () => [
  { deviceId: 'phone', passId: 'latency', metric: 'prefill', arm: 'candidate', block: 0, value: 7 },
];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-second-'));
  path = join(folder, 'store.sqlite');
  const store = await openSqliteStore(path, 'write', values);
  await store.save(exampleRun('one'));
  const tables = secondTables(await store.laneValues([1]));
  await store.close();
  const database = new DatabaseSync(path);
  database.exec(`${tables} PRAGMA user_version = 2;`);
  database.close();
});

afterEach(() => rmSync(folder, { recursive: true }));

async function expectAll(store: RunStore): Promise<void> {
  expect(await store.load('one')).toEqual(exampleRun('one'));
  const { series } = await store.history({ suiteId: 'latency', runs: 9 });
  expect(series).toMatchObject([{ points: [{ runId: 'one', level: 7, launches: 1 }] }]);
}

test('who only reads changes nothing, and sees the history too', async () => {
  const before = readFileSync(path);
  const store = await openSqliteStore(path, 'read', values);
  await expectAll(store);
  await expect(store.save(exampleRun('two'))).rejects.toMatchObject({ code: 'STORE_READ_ONLY' });
  await store.close();
  expect(readFileSync(path)).toEqual(before);
  expect(readdirSync(folder)).toEqual(['store.sqlite']);
});

test('a copy of what it was stays beside it', async () => {
  await (await openSqliteStore(path, 'write', values)).close();
  expect(readdirSync(folder)).toEqual(['store.sqlite', 'store.sqlite.version-2']);
  const copy = await openSqliteStore(`${path}.version-2`, 'read', values);
  await expectAll(copy);
  await copy.close();
});

test('whenever it is killed, the file is a whole store, and the next one continues it', async () => {
  const module = new URL('open-store.ts', import.meta.url).href;
  // Killed where a lane has moved.
  const script =
    `import { openStore } from '${module}';` +
    `await openStore(${JSON.stringify(path)}, 'write', () => [], () => process.kill(process.pid, 'SIGKILL'));`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'inherit' });
  expect(await new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)))).toBe('SIGKILL');
  const store = await openSqliteStore(path, 'write', values);
  await expectAll(store);
  await store.close();
});
