import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunStore } from '#harness/ports/store.ts';
import { aReleasePlan } from '#harness/release/plan.fixture.ts';
import { openStore } from '#harness/store/open-store.ts';
import { exampleRun } from '#harness/store/run.fixture.ts';
import { candidateRuns } from './candidate-runs.ts';

const PLAN = aReleasePlan({ variants: [{ id: 'Base', names: ['app'] }] });

let store: RunStore;
let loaded: string[];

/** A run of that version of the app, stored on that day. */
async function keep(id: string, version: string, day: number): Promise<void> {
  const run = exampleRun(id, `2026-01-0${day}T00:00:00.000Z`);
  await store.save({ ...run, candidate: { ...run.candidate, version, label: `app ${version}` } });
}

beforeEach(async () => {
  const memory = await openStore(':memory:', 'write', () => []);
  loaded = [];
  store = {
    ...memory,
    load: async (id) => {
      loaded.push(id);
      return memory.load(id);
    },
  };
  await keep('old', '1.0', 1);
  await keep('older', '1.1', 2);
  await keep('newer', '1.1', 3);
});
afterEach(async () => store.close());

test('the newest version is the candidate, and no launch of another version is read', async () => {
  const { version, runs } = await candidateRuns(PLAN, undefined, store);
  expect([version, runs.map(({ id }) => id)]).toEqual(['1.1', ['newer', 'older']]);
  expect(loaded).toEqual(['newer', 'older']);
});

test('a version that is named is the candidate', async () => {
  expect((await candidateRuns(PLAN, '1.0', store)).runs).toMatchObject([{ id: 'old' }]);
  expect(loaded).toEqual(['old']);
});

test('where the version has no run, the versions that are stored are named', async () => {
  await expect(candidateRuns(PLAN, '1.2', store)).rejects.toMatchObject({
    code: 'UNKNOWN_RUN',
    remedy: expect.stringContaining('1.1'),
  });
  expect(loaded).toEqual([]);
});
