import { expect, test } from 'vitest';
import type { Arm, Plan, Slot } from '#harness/domain/plan.ts';
import { aBuild, identifiedAs } from '#harness/compare/run.fixture.ts';
import { measuredBeside } from '#harness/domain/reference.ts';
import { tallyPlan } from './tally-plan.ts';

const slots = (order: readonly (readonly [string, number, Arm, boolean])[]): readonly Slot[] =>
  order.map(([pass, block, arm, discard], index) => ({ index, pass, block, arm, discard }));

const plan: Plan = {
  seed: 1,
  devices: [
    {
      deviceId: 'phone',
      slots: slots([
        ['latency', 0, 'baseline', true],
        ['latency', 0, 'candidate', true],
        ['latency', 0, 'candidate', false],
        ['latency', 0, 'baseline', false],
        ['latency', 1, 'baseline', false],
        ['latency', 1, 'candidate', false],
        ['memory', 0, 'candidate', false],
        ['memory', 0, 'baseline', false],
      ]),
    },
  ],
};

test('a plan is counted by device and pass, first launches apart', () => {
  const [tally] = tallyPlan(plan, {});
  expect(tally?.launches).toBe(8);
  expect(tally?.passes).toEqual([
    {
      passId: 'latency',
      blocks: 2,
      launches: 4,
      discarded: 2,
      order: [
        ['candidate', 'baseline'],
        ['baseline', 'candidate'],
      ],
    },
    { passId: 'memory', blocks: 1, launches: 2, discarded: 0, order: [['candidate', 'baseline']] },
  ]);
});

const baseline = aBuild('baseline');
const candidate = aBuild('candidate');

test('builds of one bundle identifier are installed wherever the arm changes', () => {
  expect(tallyPlan(plan, { reference: measuredBeside(baseline), candidate })[0]?.installs).toBe(5);
  expect(tallyPlan(plan, {})[0]?.installs).toBe(5);
});

test('builds of two bundle identifiers are installed once each, and one build once', () => {
  const beside = identifiedAs(candidate, { bundleId: 'com.example.beside' });
  expect(tallyPlan(plan, { reference: measuredBeside(baseline), candidate: beside })[0]?.installs).toBe(2);
  expect(tallyPlan(plan, { reference: measuredBeside(baseline), candidate: baseline })[0]?.installs).toBe(1);
});
