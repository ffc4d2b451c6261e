import { array, assert, asyncProperty, boolean, integer, record, uniqueArray } from 'fast-check';
import { expect, test } from 'vitest';
import { aDevice } from '#harness/compare/run.fixture.ts';
import { measuredBeside } from '#harness/domain/reference.ts';
import type { Run } from '#harness/domain/run.ts';
import type { History } from '#harness/ports/store.ts';
import { describeEngines } from './engines.fixture.ts';
import { exampleLaunch, exampleRun } from './run.fixture.ts';

const ALL = { suiteId: 'latency', runs: 100 };

/** A run of the day on one phone, with launches of these blocks: the value of one is 100 + block / 3. */
function runOf(day: number, blocks: readonly number[], changes: Partial<Run> = {}): Run {
  return {
    ...exampleRun(`run-${day}`, `2026-01-0${day}T00:00:00.000Z`),
    devices: [aDevice('phone', { provenance: 'physical', osBuild: `22B${day}` })],
    launches: blocks.map(exampleLaunch),
    ...changes,
  };
}

const levelsOf = ({ series }: History): readonly (readonly number[])[] =>
  series.map(({ points }) => points.map(({ level }) => level));

describeEngines((opened) => {
  test('a point is the median of the launches of one candidate, with what it was measured on, in the order of the runs', async () => {
    // Stored in another order than measured.
    for (const run of [runOf(3, [0, 3]), runOf(1, [6, 0, 3]), runOf(2, [9])]) await opened.store.save(run);
    const { runs, series } = await opened.store.history(ALL);
    expect(runs.map(({ id }) => id)).toEqual(['run-1', 'run-2', 'run-3']);
    expect(runs[0]).toEqual({
      id: 'run-1',
      startedAt: '2026-01-01T00:00:00.000Z',
      candidateLabel: 'app 1.0',
      commit: null,
      branch: null,
      isComplete: true,
    });
    expect(series).toMatchObject([
      {
        lane: { deviceModel: 'iPhone17,1', provenance: 'physical', metric: 'timeToFirstToken', suiteVersion: 1 },
        deviceId: 'phone',
        points: [
          { runId: 'run-1', osBuild: '22B1', level: 101, launches: 3 },
          { runId: 'run-2', osBuild: '22B2', level: 103, launches: 1 },
          { runId: 'run-3', osBuild: '22B3', level: 100.5, launches: 2 },
        ],
      },
    ]);
  });

  test('a median of five launches or more has its interval, and nothing that began later is part of a history until then', async () => {
    for (const run of [runOf(1, [0, 3, 6, 9, 12]), runOf(2, [0, 3, 6, 9]), runOf(3, [0])]) await opened.store.save(run);
    const until = '2026-01-02T00:00:00.000Z';
    const { runs, series } = await opened.store.history({ ...ALL, until });
    expect(runs.map(({ id }) => id)).toEqual(['run-1', 'run-2']);
    expect(series[0]?.points).toMatchObject([
      { level: 102, low: 100, high: 104 },
      { level: 101.5, low: null, high: null },
    ]);
  });

  test("launches of a baseline that was measured beside it are not the candidate's", async () => {
    const { candidate } = exampleRun('one');
    const launches = [0, 3].map((block) => {
      const launch = exampleLaunch(block);
      return { ...launch, slot: { ...launch.slot, arm: block === 0 ? ('candidate' as const) : ('baseline' as const) } };
    });
    await opened.store.save(runOf(1, [], { launches, reference: measuredBeside({ ...candidate, id: 'old' }) }));
    expect(levelsOf(await opened.store.history(ALL))).toEqual([[100]]);
    expect(await opened.store.info()).toMatchObject({ values: 2 });
  });

  test('the newest runs of a suite are asked for, of a branch, a device or a metric', async () => {
    const source = { commit: 'c0ffee', branch: 'main' };
    await opened.store.save(runOf(1, [0], { source }));
    await opened.store.save(runOf(2, [3]));
    await opened.store.save(runOf(3, [6], { source }));
    await opened.store.save(runOf(4, [9], { suite: { ...exampleRun('').suite, id: 'memory' } }));
    const levels = async (more: object): Promise<unknown> => levelsOf(await opened.store.history({ ...ALL, ...more }));
    expect(await levels({ runs: 2 })).toEqual([[101, 102]]);
    expect(await levels({ branch: 'main' })).toEqual([[100, 102]]);
    expect(await levels({ branch: 'main', runs: 1 })).toEqual([[102]]);
    expect(await levels({ branch: null })).toEqual([[101]]);
    expect(await levels({ branch: 'main', andRun: 'run-2' })).toEqual([[100, 101, 102]]);
    expect(await levels({ branch: 'main', andRun: 'run-2', until: '2026-01-02T00:00:00.000Z' })).toEqual([[100, 101]]);
    expect(await levels({ suiteId: 'memory' })).toEqual([[103]]);
    expect(await levels({ device: 'phone' })).toEqual([[100, 101, 102]]);
    expect(await levels({ device: 'iPhone17,1' })).toEqual([[100, 101, 102]]);
    expect(await levels({ device: 'other' })).toEqual([]);
    expect(await levels({ metric: 'timeToFirstToken' })).toEqual([[100, 101, 102]]);
    expect(await levels({ metric: 'prefill' })).toEqual([]);
    expect((await opened.store.history({ ...ALL, branch: 'main' })).runs).toMatchObject([
      { id: 'run-1', commit: 'c0ffee', branch: 'main' },
      { id: 'run-3' },
    ]);
    expect(await opened.store.history({ ...ALL, suiteId: 'none' })).toEqual({ runs: [], series: [] });
  });

  test('devices of one model and versions of a suite are series of their own', async () => {
    const { suite } = exampleRun('');
    const two = [exampleLaunch(0), { ...exampleLaunch(3), deviceId: 'other' }];
    const devices = ['phone', 'other'].map((id) => aDevice(id));
    await opened.store.save(runOf(1, [], { devices, launches: two }));
    await opened.store.save(runOf(2, [6], { devices, suite: { ...suite, version: 2 } }));
    const { series } = await opened.store.history(ALL);
    expect(series.map(({ lane, deviceId, points }) => [lane.suiteVersion, deviceId, points.length])).toEqual([
      [1, 'other', 1],
      [1, 'phone', 1],
      [2, 'phone', 1],
    ]);
  });

  test('points follow their run: when it is replaced, kept as it is, or removed', async () => {
    await opened.store.save(runOf(1, [0], { isComplete: false }));
    expect((await opened.store.history(ALL)).runs).toMatchObject([{ isComplete: false }]);
    await opened.store.save(runOf(1, [0, 3, 6]));
    await opened.store.save(runOf(1, [9]));
    await opened.store.save(runOf(2, [3]));
    expect(levelsOf(await opened.store.history(ALL))).toEqual([[101, 101]]);
    await opened.store.removeRun('run-1');
    expect(levelsOf(await opened.store.history(ALL))).toEqual([[101]]);
    expect(await opened.store.info()).toMatchObject({ values: 1 });
  });

  test('whatever is stored, replaced and removed, the points are those of the runs that are there', async () => {
    const step = record({
      day: integer({ min: 1, max: 5 }),
      blocks: uniqueArray(integer({ min: 0, max: 50 }), { maxLength: 6 }),
      isComplete: boolean(),
      isRemoved: boolean(),
    });
    await assert(
      asyncProperty(array(step, { maxLength: 8 }), async (steps) => {
        for (const { day, blocks, isComplete, isRemoved } of steps) {
          if (isRemoved) await opened.store.removeRun(`run-${day}`);
          else await opened.store.save(runOf(day, blocks, { isComplete }));
        }
        const { runs, series } = await opened.store.history(ALL);
        const stored = await Promise.all(runs.map(async ({ id }) => opened.store.load(id)));
        const expected = stored.flatMap((run) => {
          const values = (run?.launches ?? []).map(({ slot }) => 100 + slot.block / 3).sort((a, b) => a - b);
          const [below, above] = [values[Math.ceil(values.length / 2) - 1], values[Math.floor(values.length / 2)]];
          if (run === null || below === undefined || above === undefined) return [];
          return [{ runId: run.id, level: expect.closeTo((below + above) / 2, 9), launches: values.length }];
        });
        expect(series.flatMap(({ points }) => points)).toMatchObject(expected);
        expect(series.flatMap(({ points }) => points)).toHaveLength(expected.length);
        for (const { id } of runs) await opened.store.removeRun(id);
      }),
      { numRuns: 10 },
    );
  });

  test('a store of version 2 has the same points and values as if it had always been one of today', async () => {
    for (const run of [runOf(1, [6, 0, 3]), runOf(2, [9]), runOf(3, [0, 3])]) await opened.store.save(run);
    const lanes = (await opened.store.lanes()).map(({ id }) => id);
    const contentOf = async () => ({
      history: await opened.store.history(ALL),
      values: await opened.store.laneValues(lanes),
      info: { ...(await opened.store.info()), bytes: null },
      runs: await Promise.all(['run-1', 'run-2', 'run-3'].map(async (id) => opened.store.load(id))),
    });
    const before = await contentOf();
    expect(before.values).toHaveLength(6);
    const progress: unknown[] = [];
    await opened.toVersion2();
    await opened.reopen((done, of) => progress.push([done, of]));
    expect(await contentOf()).toEqual(before);
    expect(progress).toEqual([[1, 1]]);
    await opened.store.save(runOf(4, [3]));
    await opened.reopen((done, of) => progress.push([done, of]));
    expect(levelsOf(await opened.store.history(ALL))).toEqual([[101, 103, 100.5, 101]]);
    expect(progress).toHaveLength(1);
  });
});
