import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aDevice } from '#harness/compare/run.fixture.ts';
import type { RunStore } from '#harness/ports.ts';
import { exampleCalibration, exampleRun, exampleVerdicts } from './run.fixture.ts';
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

test('storing a complete run a second time changes nothing', async () => {
  await store.save(exampleRun('one'));
  await store.save({ ...exampleRun('one'), isComplete: false });
  expect((await store.load('one'))?.isComplete).toBe(true);
});

test('a run that was stored incomplete is stored as it became when it was gone on with', async () => {
  await store.save({ ...exampleRun('one'), isComplete: false });
  await store.save({ ...exampleRun('one'), endedAt: '2026-01-01T01:00:00.000Z' });
  expect(await store.load('one')).toMatchObject({ isComplete: true, endedAt: '2026-01-01T01:00:00.000Z' });
  expect(await store.list()).toMatchObject([{ id: 'one', isComplete: true }]);
});

test('runs are listed newest first', async () => {
  await store.save(exampleRun('old', '2026-01-01T00:00:00.000Z'));
  await store.save(exampleRun('new', '2026-02-01T00:00:00.000Z'));
  expect((await store.list()).map((entry) => entry.id)).toEqual(['new', 'old']);
});

test('a run is listed with its baseline, where it was measured and its decision under each policy', async () => {
  const phone = aDevice('phone', { provenance: 'physical' });
  const alone = { ...exampleRun('alone', '2026-01-01T00:00:00.000Z'), devices: [phone] };
  const held = {
    ...exampleRun('held', '2026-01-02T00:00:00.000Z'),
    baselineRunId: 'alone',
    devices: [phone],
    policy: 'pr',
  };
  const beside = {
    ...exampleRun('beside', '2026-01-03T00:00:00.000Z'),
    baseline: { ...alone.candidate, label: 'app 0.9' },
    devices: [phone, aDevice('other', { provenance: 'virtual' })],
  };
  for (const run of [alone, held, beside]) await store.save(run);
  const own = { runId: 'held', baselineRunId: 'alone' };
  await store.saveVerdicts(exampleVerdicts({ ...own, decision: 'fail', policy: 'release', judgedAt: '2026-01-03' }));
  await store.saveVerdicts(exampleVerdicts({ ...own, decision: 'pass', policy: 'pr', judgedAt: '2026-01-02' }));
  await store.saveVerdicts(exampleVerdicts({ runId: 'held', baselineRunId: 'beside', judgedAt: '2026-01-04' }));
  expect(await store.list()).toMatchObject([
    { id: 'beside', baselineLabel: 'app 0.9', provenance: 'virtual', policy: null, decisions: [] },
    {
      id: 'held',
      baselineLabel: 'app 1.0',
      provenance: 'physical',
      policy: 'pr',
      decisions: [
        { policy: 'pr', decision: 'pass' },
        { policy: 'release', decision: 'fail' },
      ],
    },
    { id: 'alone', baselineLabel: null, provenance: 'physical', decisions: [] },
  ]);
});

test('sessions of a build are its runs of one suite, newest first', async () => {
  const other = exampleRun('other');
  await store.save(exampleRun('old', '2026-01-01T00:00:00.000Z'));
  await store.save(exampleRun('new', '2026-02-01T00:00:00.000Z'));
  await store.save({ ...other, candidate: { ...other.candidate, id: 'another' } });
  expect(await store.sessionsOf('sha', 'latency')).toEqual(['new', 'old']);
  expect(await store.sessionsOf('sha', 'memory')).toEqual([]);
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

test.each([
  ['runs', async (damaged: RunStore) => damaged.load('one')],
  ['runs', async (damaged: RunStore) => damaged.list()],
  ['runs', async (damaged: RunStore) => damaged.sessionsOf('build', exampleRun('one').suite.id)],
  ['verdicts', async (damaged: RunStore) => damaged.verdicts('one')],
  ['calibrations', async (damaged: RunStore) => damaged.calibrations({})],
] as const)('a row of %s that was cut off is refused with a remedy when it is read', async (table, read) => {
  await store.save(exampleRun('one'));
  await store.saveVerdicts(exampleVerdicts({ runId: 'one' }));
  await store.saveCalibrations([exampleCalibration()]);
  const path = join(folder, 'deep', 'store.sqlite');
  const database = new DatabaseSync(path);
  database.exec(`UPDATE ${table} SET body = substr(body, 1, 40)`);
  database.close();
  await expect(read(store)).rejects.toMatchObject({
    code: 'STORE_INVALID',
    message: expect.stringContaining(`The store ${path} is damaged: `),
    remedy: expect.stringMatching(/^Put a copy of it in its place/),
  });
});

test('of the calibrations of a device the newest counts, whichever was stored last, and the older ones stay', async () => {
  const [older, newer] = [
    exampleCalibration(),
    exampleCalibration({ measuredAt: '2026-02-01T00:00:00.000Z', level: 90 }),
  ];
  await store.saveCalibrations([newer]);
  await store.saveCalibrations([older]);
  expect(await store.calibrations({})).toEqual([newer]);
  expect(await store.calibrations({ isHistoryWanted: true })).toEqual([newer, older]);
});

test('a calibration that is worked out again takes the place of itself', async () => {
  await store.saveCalibrations([exampleCalibration()]);
  await store.saveCalibrations([exampleCalibration({ level: 90 })]);
  expect(await store.calibrations({ isHistoryWanted: true })).toEqual([exampleCalibration({ level: 90 })]);
});

test('calibrations are found by device and suite', async () => {
  await store.saveCalibrations([
    exampleCalibration(),
    exampleCalibration({ deviceId: 'other' }),
    exampleCalibration({ suiteId: 'memory' }),
    exampleCalibration({ metric: 'prefill' }),
  ]);
  expect(await store.calibrations({ deviceIds: ['other'] })).toHaveLength(1);
  expect(await store.calibrations({ suiteId: 'latency', deviceIds: ['phone'] })).toHaveLength(2);
  expect(await store.calibrations({ deviceIds: ['nobody'] })).toEqual([]);
});

test('verdicts of a run are kept by baseline and policy, the last word of each', async () => {
  await store.saveVerdicts(exampleVerdicts({ decision: 'fail' }));
  await store.saveVerdicts(exampleVerdicts());
  await store.saveVerdicts(exampleVerdicts({ policy: 'release' }));
  await store.saveVerdicts(exampleVerdicts({ baselineRunId: 'zero' }));
  const kept = await store.verdicts('one');
  expect(kept.map(({ policy, baselineRunId, decision }) => [policy, baselineRunId, decision])).toEqual([
    ['pr', null, 'pass'],
    ['release', null, 'pass'],
    ['pr', 'zero', 'pass'],
  ]);
  expect(kept[0]).toEqual(exampleVerdicts());
  expect(await store.verdicts('two')).toEqual([]);
});

test('a store of an older version gets the tables that it lacks and keeps what it has', async () => {
  await store.save(exampleRun('one'));
  await store.close();
  const path = join(folder, 'deep', 'store.sqlite');
  const database = new DatabaseSync(path);
  database.exec('DROP TABLE calibrations; DROP TABLE verdicts');
  database.close();
  store = await openSqliteStore(path);
  await store.saveCalibrations([exampleCalibration()]);
  expect((await store.load('one'))?.id).toBe('one');
  expect(await store.calibrations({})).toHaveLength(1);
});
