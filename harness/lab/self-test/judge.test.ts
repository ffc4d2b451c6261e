import { expect, test } from 'vitest';
import type { RunPolicy } from '#harness/domain/decision.ts';
import { POLICIES } from '#harness/gate/decide.ts';
import { inject } from './inject.ts';
import { judgeAsGate } from './judge.ts';
import { aSimulation, aSmallSuite } from './simulation.fixture.ts';
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
const harmed = inject(AT_MARGIN, { change: { kind: 'slowLoad' }, size: 0.5 }, 1);

test('under pr a run ends when its gate is certain to fail, and the same run is also judged without that rule', () => {
  const { decision, blocks, whole } = judgeAsGate(POLICIES.pr)(harmed, 1);
  expect(decision.kind).toBe('fail');
  expect(whole?.decision.kind).toBe('fail');
  expect(blocks).toBeLessThan(24);
  expect(whole?.blocks).toBe(24);
});

test('a run that does not end early is judged alike with the rule and without', () => {
  const { whole, ...judged } = judgeAsGate(POLICIES.pr)(unchanged, 1);
  expect(judged).toEqual(whole);
  expect(judged.decision.kind).toBe('pass');
});

test('under release no run ends early', () => {
  const judged = judgeAsGate(POLICIES.release)(harmed, 1);
  expect(judged).toMatchObject({ decision: { kind: 'fail' }, blocks: 24, whole: null });
});

test('how soon a run may end is a setting of its policy, whatever the policy is called', () => {
  const hurried: RunPolicy = { ...POLICIES.release, id: 'nightly', endsWhenSure: true, mostToPass: 12 };
  const { blocks, whole } = judgeAsGate(hurried)(harmed, 1);
  expect(blocks).toBe(judgeAsGate(POLICIES.pr)(harmed, 1).blocks);
  expect(whole?.blocks).toBe(24);
  expect(judgeAsGate({ ...POLICIES.pr, endsWhenSure: false })(harmed, 1).whole).toBeNull();
});

test('an unchanged build takes fewer launches under pr than under release', () => {
  const asking = aSmallSuite(['modelLoadCold'], { blocks: 24, looks: [6, 12, 18, 20], fewestToPass: 20 });
  const run = simulateRun(aSimulation(asking));
  expect(judgeAsGate(POLICIES.pr)(run, 1)).toMatchObject({ decision: { kind: 'pass' }, blocks: 12 });
  const judged = judgeAsGate(POLICIES.release)({ ...run, mostToPass: 12 }, 1);
  expect(judged).toMatchObject({ decision: { kind: 'pass' }, blocks: 20 });
});
