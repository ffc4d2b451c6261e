import { assert, constantFrom, integer, option, property, record, subarray, uniqueArray } from 'fast-check';
import { expect, test } from 'vitest';
import type { RunEntry } from '#harness/ports/store.ts';
import { runsToPrune } from './runs-to-prune.ts';

function anEntry(id: string, changes: Partial<RunEntry> = {}): RunEntry {
  return {
    id,
    baselineRunId: null,
    startedAt: `2026-01-${id.padStart(2, '0')}T00:00:00.000Z`,
    suiteId: 'latency',
    candidateLabel: 'app',
    baselineLabel: null,
    provenance: 'physical',
    isComplete: true,
    launches: 1,
    deviceModels: ['iPhone17,1'],
    policy: null,
    commit: null,
    branch: null,
    pullRequest: null,
    decisions: [],
    ...changes,
  };
}

const idsOf = (runs: readonly RunEntry[]): readonly string[] => runs.map(({ id }) => id);
const none: ReadonlySet<string> = new Set();

test('the newest of each suite stay, and the oldest come first among those that go', () => {
  const runs = ['1', '2', '3', '4'].map((id) => anEntry(id));
  expect(idsOf(runsToPrune(runs, none, 2))).toEqual(['1', '2']);
  expect(runsToPrune(runs, none, 4)).toEqual([]);
});

test('suites, device models and kinds of devices count apart', () => {
  const runs = [
    anEntry('1', { suiteId: 'memory' }),
    anEntry('2', { deviceModels: ['iPhone16,1'] }),
    anEntry('3', { provenance: 'virtual' }),
    anEntry('4'),
    anEntry('5'),
  ];
  expect(idsOf(runsToPrune(runs, none, 1))).toEqual(['4']);
});

test('a run on several models stays while it is among the newest of one of them', () => {
  const runs = [anEntry('1', { deviceModels: ['iPhone16,1', 'iPhone17,1'] }), anEntry('2'), anEntry('3')];
  expect(idsOf(runsToPrune(runs, none, 1))).toEqual(['2']);
});

test('runs that are needed stay, and what they are compared with', () => {
  const runs = [anEntry('1'), anEntry('2', { baselineRunId: '1' }), anEntry('3'), anEntry('4'), anEntry('5')];
  expect(idsOf(runsToPrune(runs, new Set(['2', '3']), 1))).toEqual(['4']);
});

test('whatever is stored: nothing that is kept misses what it is compared with, and more is kept for a larger number', () => {
  const entry = record({
    id: integer({ min: 1, max: 28 }).map(String),
    suiteId: constantFrom('latency', 'memory'),
    deviceModels: subarray(['a', 'b', 'c']),
    baselineRunId: option(integer({ min: 1, max: 28 }).map(String)),
  });
  assert(
    property(
      uniqueArray(entry, { selector: ({ id }) => id, maxLength: 28 }),
      integer({ min: 1, max: 5 }),
      (drawn, keep) => {
        const runs = drawn.map(({ id, ...changes }) => anEntry(id, changes));
        const gone = new Set(idsOf(runsToPrune(runs, none, keep)));
        const kept = runs.filter(({ id }) => !gone.has(id));
        for (const { baselineRunId } of kept) expect(gone.has(baselineRunId ?? '')).toBe(false);
        const more = new Set(idsOf(runsToPrune(runs, none, keep + 1)));
        for (const id of more) expect(gone.has(id)).toBe(true);
      },
    ),
  );
});
