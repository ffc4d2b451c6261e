import { expect, test } from 'vitest';
import type { Arm } from '#harness/domain/plan.ts';
import { makePlan } from './make-plan.ts';
import { blocksWithin, passMinutes } from './pass-time.ts';
import { planSuite } from './plan.fixture.ts';
import { tallyPlan } from './tally-plan.ts';

const cost = { blockMinutes: 2, installMinutes: 0.4, bothStay: false };

test('blocks take their launches and the installations between them, first launches as much as a block', () => {
  expect(passMinutes(8, false, cost)).toBeCloseTo(8 * 2.5, 12);
  expect(passMinutes(8, true, cost)).toBeCloseTo(9 * 2.5, 12);
});

test('builds that stay installed take no time between their launches', () => {
  expect(passMinutes(8, true, { ...cost, bothStay: true })).toBeCloseTo(9 * 2, 12);
});

test('a plan installs a build five times in four blocks, on average', () => {
  const arms: readonly Arm[] = ['baseline', 'candidate'];
  let state = 1;
  const next = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const plan = makePlan({ suite: planSuite(4000, false), deviceIds: ['a'], arms, seed: 1, chance: () => next });
  const [tally] = tallyPlan(plan, {});
  const perBlock = (tally?.installs ?? 0) / 8000;
  expect(Math.abs(perBlock - 1.25)).toBeLessThan(0.02);
});

test('time is shared out as the suite shares its own, in whole blocks', () => {
  const long = { ...cost, blocks: 24, areFirstDiscarded: true };
  const short = { ...cost, blocks: 4, areFirstDiscarded: false };
  const all = passMinutes(24, true, cost) + passMinutes(4, false, cost);
  expect(blocksWithin(all, [long, short])).toEqual([24, 4]);
  expect(blocksWithin(all / 2, [long, short])).toEqual([11, 2]);
  expect(blocksWithin(0.1, [long, short])).toEqual([0, 0]);
});
