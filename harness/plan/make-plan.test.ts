import { expect, test } from 'vitest';
import { makePlan } from './make-plan.ts';
import { planSuite } from './plan.fixture.ts';

/** A small linear congruential generator: the plan must work with any source of chance. */
const chance = (seed: number, deviceId: string): (() => number) => {
  let state = seed * 7919 + (deviceId.codePointAt(0) ?? 0) * 104_729 + 1;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
};

const both = (seed: number, blocks = 12, deviceIds = ['a', 'b']): ReturnType<typeof makePlan> =>
  makePlan({ suite: planSuite(blocks, true), deviceIds, arms: ['baseline', 'candidate'], seed, chance });

test('the same seed gives the same plan, another seed another order', () => {
  expect(both(1)).toEqual(both(1));
  expect(both(1)).not.toEqual(both(2));
});

test('devices draw their orders apart', () => {
  const [first, second] = both(3).devices;
  expect(first?.slots.map((slot) => slot.arm)).not.toEqual(second?.slots.map((slot) => slot.arm));
});

test('both arms of a block stand back to back and each arm leads half of the blocks', () => {
  for (let seed = 0; seed < 50; seed += 1) {
    for (const device of both(seed).devices) {
      const counted = device.slots.filter((slot) => !slot.discard && slot.pass === 'first');
      const leaders = counted.filter((_, index) => index % 2 === 0);
      for (const [index, leader] of leaders.entries()) {
        const follower = counted[2 * index + 1];
        expect(follower?.block).toBe(leader.block);
        expect(follower?.arm).not.toBe(leader.arm);
      }
      expect(leaders.filter((slot) => slot.arm === 'baseline')).toHaveLength(6);
    }
  }
});

test('every second block mirrors the one before it', () => {
  const slots = both(9).devices[0]?.slots.filter((slot) => !slot.discard && slot.pass === 'first') ?? [];
  for (let block = 0; block < 12; block += 2) {
    expect(slots.find((slot) => slot.block === block)?.arm).not.toBe(
      slots.find((slot) => slot.block === block + 1)?.arm,
    );
  }
});

test('a build measured alone has one launch a block', () => {
  const plan = makePlan({ suite: planSuite(5, false), deviceIds: ['a'], arms: ['candidate'], seed: 1, chance });
  expect(plan.devices[0]?.slots).toHaveLength(10);
  expect(plan.devices[0]?.slots.every((slot) => slot.arm === 'candidate')).toBe(true);
});

test('slots are numbered in the order they are measured, over all passes', () => {
  const slots = both(4).devices[0]?.slots ?? [];
  expect(slots.map((slot) => slot.index)).toEqual(slots.map((_, index) => index));
  expect(slots).toHaveLength(2 * (2 + 24));
});
