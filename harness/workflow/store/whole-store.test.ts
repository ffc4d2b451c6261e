import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { exampleRun } from '#harness/store/run.fixture.ts';
import { openSqliteStore } from '#harness/store/sqlite-store.ts';
import type { Caller } from '#harness/workflow/caller.ts';
import type { WorkflowEvent } from '#harness/workflow/events.ts';
import { exportStore } from './export-store.ts';
import type { Host } from '#harness/workflow/host.ts';
import { importStore } from './import-store.ts';
import { pruneStore } from './prune-store.ts';

let home: string;
let file: string;

const host = {
  openStore: async (path, access) => openSqliteStore(path, access),
  version: '0',
  clock: { now: () => new Date(0) },
} as Pick<Host, 'openStore' | 'version' | 'clock'> as Host;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'fastvlm-bench-whole-store-'));
  file = join(home, 'all.ndjson');
  const store = await openSqliteStore(join(home, 'store.sqlite'));
  for (const day of [1, 2, 3]) await store.save(exampleRun(`run-${day}`, `2026-01-0${day}T00:00:00.000Z`));
  await store.close();
});

afterEach(() => rmSync(home, { recursive: true }));

async function runsIn(folder: string): Promise<readonly string[]> {
  const store = await openSqliteStore(join(folder, 'store.sqlite'), 'read');
  const runs = await store.list();
  await store.close();
  return runs.map(({ id }) => id);
}

/** A caller who asks to stop at the first progress. */
function stopping(): Caller {
  const stop = new AbortController();
  return { onEvent: () => stop.abort(new Error('enough')), signal: stop.signal };
}

test('whoever works on a whole store hears how far it is, as from every workflow', async () => {
  const events: WorkflowEvent[] = [];
  const onEvent = (event: WorkflowEvent): void => void events.push(event);
  await exportStore({ home, file }, host, { onEvent });
  await importStore({ home: join(home, 'other'), file }, host, { onEvent });
  await pruneStore({ home, keep: 1, remove: true }, host, { onEvent });
  const of = (done: number, all: number | null): WorkflowEvent => ({ kind: 'storeProgress', done, of: all });
  const lines = [1, 2, 3, 4, 5].map((line) => of(line, null));
  expect(events).toEqual([of(1, 3), of(2, 3), of(3, 3), ...lines, of(1, 2), of(2, 2)]);
});

test('an export that is stopped leaves no file', async () => {
  await expect(exportStore({ home, file }, host, stopping())).rejects.toMatchObject({ code: 'INTERRUPTED' });
  expect([existsSync(file), existsSync(`${file}.partial`)]).toEqual([false, false]);
});

test('an import that is stopped keeps what it has taken, and is whole when it is made again', async () => {
  await exportStore({ home, file }, host);
  const other = join(home, 'other');
  await expect(importStore({ home: other, file }, host, stopping())).rejects.toMatchObject({
    code: 'INTERRUPTED',
    message: 'Stopped before the end; 1 of its lines is imported.',
  });
  await importStore({ home: other, file }, host);
  expect(await runsIn(other)).toEqual(await runsIn(home));
});

test('pruning that is stopped has removed what it says', async () => {
  await expect(pruneStore({ home, keep: 1, remove: true }, host, stopping())).rejects.toMatchObject({
    code: 'INTERRUPTED',
    message: 'Stopped before the end; 1 of 2 runs are removed.',
  });
  expect(await runsIn(home)).toEqual(['run-3', 'run-1']);
});
