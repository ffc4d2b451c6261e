import { expect, test } from 'vitest';
import type { Run } from '#harness/domain/run.ts';
import { describeEngines } from '#harness/store/engines.fixture.ts';
import { exampleCalibration, exampleRun } from '#harness/store/run.fixture.ts';
import type { Caller } from '#harness/workflow/caller.ts';
import type { Host } from '#harness/workflow/host.ts';
import { pruneStore } from './prune-store.ts';

/** A run of the day, compared with another one where that is named. */
function runOf(day: number, comparedWith?: number): Run {
  const run = exampleRun(`run-${day}`, `2026-01-0${day}T00:00:00.000Z`);
  return comparedWith === undefined ? run : { ...run, reference: { kind: 'stored', runId: `run-${comparedWith}` } };
}

describeEngines((opened) => {
  const prune = async (caller: Caller = {}): Promise<unknown> => {
    const host = { openStore: async (_place, access) => opened.open(access) } as Pick<Host, 'openStore'> as Host;
    // Which store it is says the fixture.
    return pruneStore({ home: '/', store: 'postgres://localhost/any', keep: 1, remove: true }, host, caller);
  };
  const left = async (): Promise<readonly string[]> => (await opened.store.list()).map(({ id }) => id);

  test('pruning keeps every run that a baseline names or has named, with what it was compared with', async () => {
    for (const run of [runOf(1), runOf(2, 1), runOf(3), runOf(4), runOf(5), runOf(6)]) await opened.store.save(run);
    await opened.store.setBaseline('main', 'run-2', new Date(0));
    await opened.store.setBaseline('main', 'run-4', new Date(1));
    await opened.store.setBaseline('gone', 'run-5', new Date(2));
    await opened.store.removeBaseline('gone', new Date(3));
    await prune();
    expect(await left()).toEqual(['run-6', 'run-5', 'run-4', 'run-2', 'run-1']);
    const moves = (await opened.store.baselineMoves()).flatMap(({ runId }) => (runId === null ? [] : [runId]));
    expect(await left()).toEqual(expect.arrayContaining(moves));
  });

  test('pruning keeps what the newest calibrations rest on', async () => {
    for (const day of [1, 2, 3]) await opened.store.save(runOf(day));
    await opened.store.saveCalibrations([exampleCalibration({ runIds: ['run-1'] })]);
    await prune();
    expect(await left()).toEqual(['run-3', 'run-1']);
  });

  test('whenever pruning is stopped, no run is left that was compared with one that is gone', async () => {
    for (const run of [runOf(1), runOf(2, 1), runOf(3, 2), runOf(4)]) await opened.store.save(run);
    for (const expected of [['run-4', 'run-2', 'run-1'], ['run-4', 'run-1'], ['run-4']]) {
      const stop = new AbortController();
      await prune({ onEvent: () => stop.abort(new Error('enough')), signal: stop.signal }).catch(() => {});
      expect(await left()).toEqual(expected);
    }
  });
});
