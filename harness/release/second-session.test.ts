import { expect, test } from 'vitest';
import { assess } from '#harness/compare/assess.ts';
import { aBuild, aDevice, aPass, aRun, aSuite, CRASH, slowerVision } from '#harness/compare/run.fixture.ts';
import { withSecondSession } from '#harness/compare/second-session.fixture.ts';
import type { Run } from '#harness/domain/run.ts';
import { exceptionsAt } from '#harness/domain/waiver.ts';
import { decide, POLICIES } from '#harness/gate/decide.ts';
import { aReleasePlan } from './plan.fixture.ts';
import { deviceMsOf } from './judged-run.ts';
import { reliabilityOf } from './reliability.ts';
import { scoreRelease } from './score-release.ts';

const PASS = aPass('latency', ['timeToFirstToken']);
const measured = (factor: number): Run =>
  aRun({
    blocks: 12,
    passes: [PASS],
    devices: [aDevice('one', { model: 'iPhone17,1' })],
    outcome: slowerVision(factor),
    overrides: { suite: aSuite([PASS]), candidate: aBuild('candidate') },
  });

test('a release is not proven while a second session has not confirmed a regression, which is named', () => {
  const run = withSecondSession(measured(1.4), measured(1));
  const assessment = assess({ run, baselineRun: null, seed: 1 });
  const decision = decide(assessment, { ...POLICIES.release, confirm: 'secondSession' });
  const now = new Date('2026-01-02T00:00:00Z');
  const exceptions = exceptionsAt(now.toISOString(), []);
  const nothing = { pinned: null, earlier: [], external: [], falseAlarms: null };
  const asked = { plan: aReleasePlan(), release: 'v1.0', version: '1.0', exceptions, now, ...nothing };
  const { verdict, reasons } = scoreRelease({ ...asked, runs: [{ run, assessment, decision }] });
  expect(verdict).toBe('undecided');
  expect(reasons).toContainEqual(
    expect.stringMatching(
      /^The gate of run run-1 is inconclusive: .+; not confirmed: a second session finds it within/,
    ),
  );
});

test('faults and device time of a second session count', () => {
  const first = measured(1);
  const run = withSecondSession(first, {
    ...first,
    launches: first.launches.map((launch) =>
      launch.slot.arm === 'candidate' ? { ...launch, outcome: CRASH } : launch,
    ),
  });
  expect(reliabilityOf([run])[0]).toMatchObject({ label: 'Crashes', faults: 12, launches: 24 });
  expect(deviceMsOf(run)).toBe(2 * deviceMsOf(first));
});
