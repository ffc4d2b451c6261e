/** What phones of a release cannot report, and where nothing of a suite was measured. */
import { expect, test } from 'vitest';
import { assess } from '#harness/compare/assess.ts';
import { aBuild, aDevice, aPass, aRun, aSuite } from '#harness/compare/run.fixture.ts';
import type { Device } from '#harness/domain/device.ts';
import type { ReleasePlan, ReleaseTarget } from '#harness/domain/release-plan.ts';
import type { Run } from '#harness/domain/run.ts';
import type { Scorecard } from '#harness/domain/scorecard.ts';
import { NO_EXCEPTIONS } from '#harness/domain/waiver.ts';
import { decide, POLICIES } from '#harness/gate/decide.ts';
import { aReleasePlan, latency } from './plan.fixture.ts';
import { scoreRelease } from './score-release.ts';

const PHONE = aDevice('one', { model: 'iPhone17,1' });

function measuredOn(devices: readonly Device[]): Run {
  const passes = [aPass('latency', ['timeToFirstToken'])];
  const overrides = { suite: aSuite(passes), candidate: aBuild('candidate') };
  return aRun({ blocks: 12, passes, devices, overrides });
}

function score(run: Run, changes: Partial<ReleasePlan>): Scorecard {
  const assessment = assess({ run, baselineRun: null, seed: 1 });
  return scoreRelease({
    plan: aReleasePlan(changes),
    release: 'v1.0',
    version: '1.0',
    runs: [{ run, assessment, decision: decide(assessment, POLICIES.release) }],
    pinned: null,
    earlier: [],
    external: [],
    falseAlarms: null,
    exceptions: NO_EXCEPTIONS,
    now: new Date('2026-01-02T00:00:00Z'),
  });
}

test('a target whose metric the phones cannot report is not proven, and nobody is asked to measure it on them', () => {
  const target: ReleaseTarget = { ...latency(1000), id: 'energy', label: 'Energy', metric: 'energyPerAnswer' };
  const unable = { ...PHONE, capabilities: { ...PHONE.capabilities, energy: null } };
  const { verdict, combinations, next } = score(measuredOn([unable]), { targets: [target] });
  expect([verdict, combinations[0]?.cells[0]]).toMatchObject([
    'undecided',
    { standing: 'notMeasured', doubt: { kind: 'notReported' } },
  ]);
  expect(next.map(({ what }) => what)).toEqual([
    'Energy, Base on iPhone 16 Pro: its phones do not report it. Measure on phones that do, or change the targets of the release plan.',
  ]);
  expect(score(measuredOn([PHONE]), { targets: [target] }).next[0]?.what).toContain('measure it once');
});

test('a phone on which nothing of a suite was launched is no evidence of it', () => {
  const run = measuredOn([PHONE]);
  const expected = [{ variant: 'Base', deviceModel: 'iPhone17,1', suites: [run.suite.id] }];
  const standing = (own: Run): unknown => score(own, { expected }).coverage.expected.map((one) => one.standing);
  expect(standing(run)).toEqual(['measured']);
  const launches = run.launches.map((launch) => ({ ...launch, deviceId: 'two' }));
  const devices = [...run.devices, aDevice('two', { model: 'iPhone12,1' })];
  expect(standing({ ...run, devices, launches })).toEqual(['missing']);
});
