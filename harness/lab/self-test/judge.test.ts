import { expect, test } from 'vitest';
import type { RunPolicy } from '#harness/domain/decision.ts';
import type { Run } from '#harness/domain/run.ts';
import { POLICIES } from '#harness/gate/decide.ts';
import { inject } from './inject.ts';
import { judgeAsGate } from './judge.ts';
import { aSimulation, aSmallSuite } from './simulation.fixture.ts';
import type { Judged } from './tally.ts';
import { simulateRun } from './simulate-run.ts';

/** The load is decided long before the encoder's time is, so a run with a slow load has blocks to save. */
const SUITE = aSmallSuite(['timeToFirstToken', 'modelLoadCold'], {
  blocks: 24,
  looks: [6, 12, 18],
  iterationsPerLaunch: 1,
});
const unchanged = simulateRun(aSimulation(SUITE));
const AT_MARGIN = (['preprocess', 'visionEncode', 'prefill', 'decode'] as const).reduce(
  (run, stage) => inject(run, { change: { kind: 'slowStage', stage }, size: 0.05 }, 1),
  unchanged,
);
const judged = (policy: RunPolicy, run: Run): Judged => judgeAsGate(policy)(run, 1, () => run);
const harmed = inject(AT_MARGIN, { change: { kind: 'slowLoad' }, size: 0.5 }, 1);

test('under pr a run ends when its gate is certain to fail, and the same run is also judged without that rule', () => {
  const { decision, blocks, whole } = judged(POLICIES.pr, harmed);
  expect(decision.kind).toBe('fail');
  expect(whole?.decision.kind).toBe('fail');
  expect(blocks).toBeLessThan(24);
  expect(whole?.blocks).toBe(24);
});

test('a run that does not end early is judged alike with the rule and without', () => {
  const { whole, ...own } = judged(POLICIES.pr, unchanged);
  expect(own).toEqual(whole);
  expect(own.decision.kind).toBe('pass');
});

test('under release no run ends early', () => {
  const own = judged(POLICIES.release, harmed);
  expect(own).toMatchObject({ decision: { kind: 'fail' }, blocks: 24, whole: null });
});

test('how soon a run may end is a setting of its policy, whatever the policy is called', () => {
  const hurried: RunPolicy = { ...POLICIES.release, id: 'nightly', endsWhenSure: true, mostToPass: 12 };
  const { blocks, whole } = judged(hurried, harmed);
  expect(blocks).toBe(judged(POLICIES.pr, harmed).blocks);
  expect(whole?.blocks).toBe(24);
  expect(judged({ ...POLICIES.pr, endsWhenSure: false }, harmed).whole).toBeNull();
});

test('an unchanged build takes fewer launches under pr than under release', () => {
  const asking = aSmallSuite(['modelLoadCold'], { blocks: 24, looks: [6, 12, 18, 20], fewestToPass: 20 });
  const run = simulateRun(aSimulation(asking));
  expect(judged(POLICIES.pr, run)).toMatchObject({ decision: { kind: 'pass' }, blocks: 12 });
  const own = judged(POLICIES.release, { ...run, mostToPass: 12 });
  expect(own).toMatchObject({ decision: { kind: 'pass' }, blocks: 20 });
});

const TWICE: RunPolicy = { ...POLICIES.pr, id: 'twice', confirm: 'secondSession' };

test('under a policy that asks for a second session, only what both sessions find fails the gate', () => {
  const both = judgeAsGate(TWICE)(harmed, 1, () => harmed);
  expect(both).toMatchObject({ decision: { kind: 'fail' }, once: { decision: { kind: 'fail' } } });
  expect(both.blocks).toBeGreaterThan(both.once?.blocks ?? 0);
  const first = judgeAsGate(TWICE)(harmed, 1, () => unchanged);
  expect(first).toMatchObject({ decision: { kind: 'inconclusive' }, once: { decision: { kind: 'fail' } } });
});

test('what passes by its first session is measured once', () => {
  const never = (): Run => {
    throw new Error('nothing is to be confirmed');
  };
  const own = judgeAsGate(TWICE)(unchanged, 1, never);
  expect([own.decision.kind, own.once?.blocks]).toEqual(['pass', own.blocks]);
});
