import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert, double, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import { createRandom } from '#harness/stats/random.ts';
import { changePoints } from './change-points.ts';

const LABELLED = join(import.meta.dirname, '../../../../shared/data/changepoints/perf-labelled');
const isPresent = existsSync(LABELLED);
const reason = isPresent ? '' : ' (skipped: ../shared/data/changepoints is not here)';

const indexes = (values: readonly number[]): readonly number[] => changePoints(values).map(({ index }) => index);

/** Noise of standard deviation 1 before it wanders: each value keeps `memory` of the one before. */
function noise(seed: number, length: number, memory = 0): readonly number[] {
  const normal = standardNormal(createRandom(seed, 'noise'));
  let last = 0;
  return Array.from({ length }, () => (last = memory * last + normal()));
}

const shareWith = (trials: number, seriesOf: (seed: number) => readonly number[]): number =>
  Array.from({ length: trials }, (_, seed) => indexes(seriesOf(seed)).length > 0).filter(Boolean).length / trials;

test('a step has one change point, at its first value, between the medians on both sides', () => {
  expect(changePoints([10, 10, 10, 10, 10, 12, 12, 12, 12, 12])).toEqual([{ index: 5, before: 10, after: 12 }]);
  const noisy = noise(1, 60).map((value, index) => 100 + value + (index < 40 ? 0 : 8));
  expect(indexes(noisy)).toEqual([40]);
});

test('two changes that undo each other are both found', () => {
  const visit = noise(2, 90).map((value, index) => value + (index >= 40 && index < 46 ? 9 : 0));
  expect(indexes(visit)).toEqual([40, 46]);
});

test.each([
  ['no value', []],
  ['one value', [5]],
  ['values that never vary', Array.from({ length: 30 }, () => 5)],
  ['two levels of two values', [1, 1, 2, 2]],
  ['one wild night', noise(3, 30).map((value, index) => (index === 17 ? 40 : value))],
  [
    'two wild nights, one after the other',
    noise(4, 30).map((value, index) => (index === 17 || index === 18 ? 40 : value)),
  ],
  ['a steady rise', Array.from({ length: 40 }, (_, index) => index)],
] as const)('%s: no change point', (_, values) => {
  expect(changePoints(values)).toEqual([]);
});

test('a series without a change has a change point rarely, also a short one and one that wanders', () => {
  for (const length of [8, 12, 20, 30, 90]) {
    expect(
      shareWith(300, (seed) => noise(seed, length)),
      `${length} values`,
    ).toBeLessThan(0.05);
    expect(
      shareWith(300, (seed) => noise(seed, length, 0.6)),
      `${length} that wander`,
    ).toBeLessThan(0.08);
  }
  expect(
    shareWith(100, (seed) => noise(seed, 200, 1)),
    'a random walk',
  ).toBeLessThan(0.3);
});

test('a change of three deviations that has lasted five nights is mostly found', () => {
  const moved = (seed: number): readonly number[] =>
    noise(seed, 30).map((value, index) => value + (index < 25 ? 0 : 3));
  expect(shareWith(300, moved)).toBeGreaterThan(0.75);
});

test('neither the unit nor the zero of the values matters', () => {
  assert(
    property(
      integer({ min: 1, max: 1_000_000 }),
      double({ min: 0.001, max: 1000, noNaN: true }),
      double({ min: -1000, max: 1000, noNaN: true }),
      (seed, unit, zero) => {
        const values = noise(seed, 50).map((value, index) => value + (index < 20 ? 0 : 5));
        expect(indexes(values.map((value) => value * unit + zero))).toEqual(indexes(values));
      },
    ),
    { numRuns: 60, seed: 20_260_101 },
  );
});

test.skipIf(!isPresent)(`histories of public projects change where their teams say${reason}`, () => {
  const valuesOf = (name: string): readonly number[] =>
    (JSON.parse(readFileSync(join(LABELLED, `${name}.json`), 'utf8')) as { values: readonly number[] }).values;
  expect(indexes(valuesOf('mozilla_talos_runs1'))).toEqual([111]);
  expect(indexes(valuesOf('mozilla_talos_runs3'))).toEqual([24, 98]);
  expect(indexes(valuesOf('mozilla_talos_runs5'))).toEqual([]);
  expect(indexes(valuesOf('tigerbeetle_nyrkio'))).toEqual(expect.arrayContaining([15, 71, 95]));
});
