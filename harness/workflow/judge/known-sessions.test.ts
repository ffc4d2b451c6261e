import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { calibrate } from '#harness/lab/calibrate/calibrate.ts';
import { suiteWith, unchangedSessions } from '#harness/lab/calibrate/session.fixture.ts';
import { aBuild, aRun } from '#harness/compare/run.fixture.ts';
import type { Run } from '#harness/domain/run.ts';
import type { RunStore } from '#harness/ports/store.ts';
import { openSqliteStore } from '#harness/store/sqlite-store.ts';
import { knownSessions, NOTHING_KNOWN } from './known-sessions.ts';

let folder: string;
let store: RunStore;

const SUITE = suiteWith(12);
const SESSIONS = unchangedSessions({ noise: { launch: 0.02 } });

/** A run of one build alone, of the suite of the sessions. */
const alone = (id: string, changes: Partial<Run> = {}): Run =>
  aRun({
    hasBaseline: false,
    passes: SUITE.passes,
    overrides: { id, suite: SUITE, candidate: aBuild('old'), ...changes },
  });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-known-'));
  store = await openSqliteStore(join(folder, 'store.sqlite'));
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

test('a stored baseline brings the other whole sessions of its build that measured the same', async () => {
  const [run, baseline] = [alone('now', { candidate: aBuild('new') }), alone('baseline')];
  await store.save(baseline);
  await store.save(alone('earlier'));
  await store.save(alone('broken', { isComplete: false }));
  await store.save(alone('otherwise', { suite: { ...SUITE, version: 2 } }));
  await store.save(alone('other', { candidate: aBuild('another') }));
  const { earlierRuns } = await knownSessions(run, baseline, store);
  expect(earlierRuns.map(({ id }) => id)).toEqual(['earlier']);
});

test('what is calibrated is known where it is of this version of the suite and of the system that the phone has', async () => {
  const calibrations = calibrate(SESSIONS, SUITE);
  await store.saveCalibrations(calibrations);
  const [run, baseline] = [alone('now'), alone('baseline')];
  const known = await knownSessions(run, baseline, store);
  expect(new Set(known.calibrations.map(({ metric }) => metric))).toEqual(
    new Set(calibrations.map(({ metric }) => metric)),
  );
  const updated = run.devices.map((device) => ({ ...device, osBuild: '99Z99' }));
  expect((await knownSessions({ ...run, devices: updated }, baseline, store)).calibrations).toEqual([]);
  const next = { ...run, suite: { ...SUITE, version: 2 } };
  expect((await knownSessions(next, baseline, store)).calibrations).toEqual([]);
});

test('a baseline that was measured beside the candidate needs no other session', async () => {
  await store.saveCalibrations(calibrate(SESSIONS, SUITE));
  const [run] = SESSIONS;
  if (run === undefined) throw new Error('no session');
  expect(await knownSessions(run, alone('baseline'), store)).toEqual(NOTHING_KNOWN);
  expect(await knownSessions(alone('now'), null, store)).toEqual(NOTHING_KNOWN);
});
