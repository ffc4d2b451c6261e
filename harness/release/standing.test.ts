import { assert, double, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blocksToProve, standingOf, worstOf } from './standing.ts';

const level = (estimate: number, half: number) => ({ estimate, low: estimate - half, high: estimate + half });
const below = { below: 180 };
const above = { above: 0.72 };

describe('a target', () => {
  test.each([
    [level(170, 5), below, 'met'],
    [level(176, 5), below, 'notProven'],
    [level(190, 5), below, 'missed'],
    [level(0.73, 0.005), above, 'met'],
    [level(0.72, 0.005), above, 'notProven'],
    [level(0.7, 0.005), above, 'missed'],
    [level(180, 0), below, 'missed'],
    [{ estimate: 100, low: null, high: null }, below, 'notProven'],
    [null, below, 'notMeasured'],
    [level(170, 5), null, 'noTarget'],
  ] as const)('%j against %j is %s', (measured, bound, standing) => {
    expect(standingOf(measured, bound)).toBe(standing);
  });

  test('is met only by a whole interval: what is met stays met for every value in it', () => {
    const size = double({ min: 0.1, max: 1000, noNaN: true });
    assert(
      property(size, size, size, (estimate, half, limit) => {
        const measured = level(estimate, half);
        for (const bound of [{ below: limit }, { above: limit }]) {
          const inside = [measured.low, measured.estimate, measured.high].map((at) => standingOf(level(at, 0), bound));
          const standing = standingOf(measured, bound);
          const isAcross = inside[0] !== inside[2];
          expect(isAcross ? 'notProven' : inside[0]).toBe(standing);
        }
      }),
      { numRuns: 100, seed: 1 },
    );
  });
});

test('of several phones the one that stands worst counts', () => {
  const phones = [level(150, 20), level(165, 2)];
  expect(worstOf(phones, below)).toBe(phones[0]);
  expect(worstOf([level(0.8, 0.2), level(0.73, 0.02)], above)).toEqual(level(0.8, 0.2));
  expect(worstOf([level(0.8, 0.2), level(0.7, 0.01)], above)).toEqual(level(0.7, 0.01));
  expect(worstOf([], below)).toBeNull();
  const unproven = { estimate: 100, low: null, high: null };
  expect(worstOf([level(150, 20), unproven], below)).toBe(unproven);
  expect(worstOf([unproven, level(190, 5)], below)).toEqual(level(190, 5));
});

describe('blocks that would prove a target', () => {
  test('shrink the interval into the room that is left, as their root does', () => {
    // Half of 6 must fit into 4: (6 / 4)² × 20 blocks, and a fifth more.
    expect(blocksToProve(level(176, 6), below, 20)).toBe(Math.ceil(20 * 2.25 * 1.2) - 20);
  });

  test('are those that give an interval where there is none yet', () => {
    expect(blocksToProve({ estimate: 170, low: null, high: null }, below, 3)).toBe(2);
  });

  test('are none where the estimate itself is on the wrong side', () => {
    expect(blocksToProve(level(181, 6), below, 20)).toBeNull();
    expect(blocksToProve(level(180, 6), below, 20)).toBeNull();
  });
});
