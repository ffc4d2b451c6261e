import { expect, test } from 'vitest';
import type { Random } from '#harness/ports/time.ts';
import { createRandom, splitMix64, xoshiro128StarStar } from './random.ts';

const take = <T>(count: number, draw: () => T): T[] => Array.from({ length: count }, draw);
const drawn = (count: number, random: Random): number[] => take(count, () => random.next());

test('xoshiro128** gives the numbers of its authors’ C code for the state 1, 2, 3, 4', () => {
  // The vector that rand_xoshiro publishes for xoshiro128starstar.c 1.1.
  expect(take(10, xoshiro128StarStar([1, 2, 3, 4]))).toEqual([
    11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
  ]);
});

test('SplitMix64 gives the numbers published for the seed 1234567', () => {
  // Rosetta Code, "Pseudo-random numbers/Splitmix64", from the C code of Vigna.
  expect(take(5, splitMix64(1234567n))).toEqual([
    6457827717110365317n,
    3203168211198807973n,
    9817491932198370423n,
    4593380528125082431n,
    16408922859458223821n,
  ]);
});

test('the same seed and stream give the same numbers; another of either gives others', () => {
  const first = drawn(8, createRandom(7, 'a'));
  expect(drawn(8, createRandom(7, 'a'))).toEqual(first);
  expect(drawn(8, createRandom(7, 'b'))).not.toEqual(first);
  expect(drawn(8, createRandom(8, 'a'))).not.toEqual(first);
});

test('seeds of zero, below zero and of 53 bits are good seeds', () => {
  for (const seed of [0, -1, Number.MAX_SAFE_INTEGER]) {
    const values = drawn(1000, createRandom(seed));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(values.reduce((sum, value) => sum + value, 0) / 1000).toBeCloseTo(0.5, 1);
  }
});

test('the numbers fill the unit interval evenly', () => {
  const cells = Array.from({ length: 16 }, () => 0);
  const random = createRandom(2024);
  for (let draw = 0; draw < 16_000; draw += 1) {
    const cell = Math.floor(random.next() * 16);
    cells[cell] = (cells[cell] ?? 0) + 1;
  }
  const chiSquare = cells.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  // The 99.9 % quantile of chi-square with 15 degrees of freedom.
  expect(chiSquare).toBeLessThan(37.7);
});
