import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunStore } from '#harness/ports.ts';
import { exampleRun } from './run.fixture.ts';
import { openSqliteStore } from './sqlite-store.ts';

let folder: string;
let store: RunStore;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-store-'));
  store = await openSqliteStore(join(folder, 'deep', 'store.sqlite'));
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

test('a run comes back as it was stored', async () => {
  const run = exampleRun('one');
  await store.save(run);
  expect(await store.load('one')).toEqual(run);
  expect(await store.load('two')).toBeNull();
});

test('storing a run a second time changes nothing', async () => {
  await store.save(exampleRun('one'));
  await store.save({ ...exampleRun('one'), isComplete: false });
  expect((await store.load('one'))?.isComplete).toBe(true);
});

test('runs are listed newest first', async () => {
  await store.save(exampleRun('old', '2026-01-01T00:00:00.000Z'));
  await store.save(exampleRun('new', '2026-02-01T00:00:00.000Z'));
  expect((await store.list()).map((entry) => entry.id)).toEqual(['new', 'old']);
});

test('a baseline is a name that points at a run, and can be pointed at another', async () => {
  await store.save(exampleRun('one'));
  await store.save(exampleRun('two'));
  await store.setBaseline('main', 'one', new Date(0));
  await store.setBaseline('main', 'two', new Date(1));
  expect(await store.baseline('main')).toEqual({ name: 'main', runId: 'two', setAt: '1970-01-01T00:00:00.001Z' });
  expect(await store.baseline('other')).toBeNull();
  expect(await store.baselines()).toHaveLength(1);
});

test('a baseline cannot point at a run that is not there', async () => {
  await expect(store.setBaseline('main', 'nothing', new Date(0))).rejects.toThrow(/FOREIGN KEY/);
});

test('what was stored is there when the file is opened again', async () => {
  await store.save(exampleRun('one'));
  await store.close();
  store = await openSqliteStore(join(folder, 'deep', 'store.sqlite'));
  expect((await store.load('one'))?.id).toBe('one');
});

test('a file that is no store is refused with a remedy and left as it is', async () => {
  const path = join(folder, 'notes.txt');
  writeFileSync(path, 'these are notes, and long enough to be no empty database file'.repeat(20));
  await expect(openSqliteStore(path)).rejects.toMatchObject({ code: 'STORE_INVALID' });
});
