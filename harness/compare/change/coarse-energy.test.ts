import { expect, test } from 'vitest';
import type { Comparison } from '#harness/domain/comparison.ts';
import type { Device } from '#harness/domain/device.ts';
import type { Energy } from '#harness/domain/measured.ts';
import { decide, POLICIES } from '#harness/gate/decide.ts';
import { assess } from '#harness/compare/assess.ts';
import { aDevice, aMargin, aMeasured, aPass, aRun, aSuite } from '#harness/compare/run.fixture.ts';

const ENERGY = aPass('energy', ['energyPerAnswer']);

type Scene = {
  readonly change: number;
  readonly confidences: readonly Energy['confidence'][];
  readonly devices?: Device[];
};

/** Eight blocks; the confidence of a launch is that of its block. */
function assessed({ change, confidences, devices = [aDevice('one')] }: Scene): ReturnType<typeof assess> {
  const run = aRun({
    blocks: 8,
    devices,
    passes: [ENERGY],
    overrides: { suite: aSuite([ENERGY], [aMargin('energyPerAnswer', { percent: 8 })]) },
    outcome: ({ arm, block }) => {
      const wobble = 1 + 0.01 * Math.sin(7 * block + (arm === 'candidate' ? 1 : 0));
      const totalJoules = 100 * wobble * (arm === 'candidate' ? 1 + change : 1);
      const confidence = confidences[block % confidences.length] ?? 'measured';
      return aMeasured({ energy: { totalJoules, windowMs: 1000, idleWatts: 0, refreshes: 20, confidence } });
    },
  });
  return assess({ run, baselineRun: null, seed: 1 });
}

const verdictOf = (scene: Scene): Comparison['verdict'] | undefined => assessed(scene).comparisons[0]?.verdict;

test('energy that was measured or derived decides', () => {
  expect(verdictOf({ change: 0.3, confidences: ['measured'] })).toEqual({ kind: 'regression' });
  expect(verdictOf({ change: 0, confidences: ['derived'] })).toEqual({ kind: 'noRegression' });
});

test('coarse energy never decides alone, not even where one launch has it: it is a doubt with its reason', () => {
  const doubt = { kind: 'inconclusive', reason: 'coarseEnergy' };
  expect(verdictOf({ change: 0.3, confidences: ['coarse'] })).toEqual(doubt);
  expect(verdictOf({ change: 0, confidences: ['coarse'] })).toEqual(doubt);
  expect(verdictOf({ change: 0.3, confidences: ['measured', 'measured', 'coarse', 'measured'] })).toEqual(doubt);
});

test('the mean of phones is no surer than the coarsest of them', () => {
  const devices = [aDevice('one'), aDevice('two')];
  const { deviceModels } = assessed({ change: 0.3, confidences: ['coarse'], devices });
  expect(deviceModels.map(({ verdict }) => verdict)).toEqual([{ kind: 'inconclusive', reason: 'coarseEnergy' }]);
});

test('a gate says in words why coarse energy fails nothing', () => {
  const { kind, reasons, notes } = decide(assessed({ change: 0.3, confidences: ['coarse'] }), POLICIES.pr);
  expect(kind).not.toBe('fail');
  const said = [...reasons, ...notes].map(({ message }) => message).join(' ');
  expect(said).toContain('read from the charge of the battery, in steps too coarse to decide');
});
