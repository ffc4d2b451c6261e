/** Test support: runs of a candidate, judged, and the scorecard of them. */
import { assess } from '#harness/compare/assess.ts';
import { aBuild, aDevice, aPass, aRun, aSuite, slowerVision } from '#harness/compare/run.fixture.ts';
import type { Run } from '#harness/domain/run.ts';
import { exceptionsAt, type Waiver } from '#harness/domain/waiver.ts';
import { decide, POLICIES } from '#harness/gate/decide.ts';
import type { JudgedRun } from './judged-run.ts';
import { aReleasePlan } from './plan.fixture.ts';
import { scoreRelease, type ToScore } from './score-release.ts';

const NOW = new Date('2026-01-02T00:00:00Z');
/** A run of twelve blocks whose candidate has a vision encoder so many times as slow. */
export const measured = (factor: number, changes: Partial<Run> = {}): Run =>
  aRun({
    blocks: 12,
    passes: [aPass('latency', ['timeToFirstToken'])],
    devices: [aDevice('one', { model: 'iPhone17,1' })],
    outcome: slowerVision(factor),
    overrides: { suite: aSuite([aPass('latency', ['timeToFirstToken'])]), candidate: aBuild('candidate'), ...changes },
  });
export const waiver: Waiver = {
  metric: 'timeToFirstToken',
  acceptedPercent: 60,
  owner: 'QA',
  reason: 'worth it',
  until: '2026-01-12',
};

export function judged(run: Run, waivers: readonly Waiver[] = []): JudgedRun {
  const assessment = assess({ run, baselineRun: null, seed: 1 });
  return { run, assessment, decision: decide(assessment, POLICIES.release, exceptionsAt(NOW.toISOString(), waivers)) };
}

export const score = (runs: readonly JudgedRun[], changes: Partial<ToScore> = {}) =>
  scoreRelease({
    plan: aReleasePlan(),
    release: 'v1.0',
    version: '1.0',
    runs,
    pinned: null,
    earlier: [],
    external: [],
    falseAlarms: null,
    exceptions: exceptionsAt(NOW.toISOString(), [waiver]),
    now: NOW,
    ...changes,
  });
