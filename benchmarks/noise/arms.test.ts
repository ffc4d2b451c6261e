import { expect, test } from 'vitest';
import { createRandom } from '#harness/stats/random.ts';
import { counterbalanced, neighbours, oneAfterTheOther, stretches } from './arms.ts';

const VALUES = Array.from({ length: 25 }, (_, index) => index);

test('neighbours share no value, and an odd one out is left', () => {
  expect(neighbours([1, 2, 3, 4, 5])).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

test.each([1, 2, 3])('of every two blocks one has the baseline first, seed %i', (seed) => {
  const { baseline, candidate } = counterbalanced(neighbours(VALUES), createRandom(seed));
  const isBaselineFirst = baseline.map((value, block) => value < (candidate[block] ?? Number.NaN));
  expect(isBaselineFirst).toHaveLength(12);
  for (let block = 0; block < 12; block += 2) expect(isBaselineFirst[block]).toBe(!isBaselineFirst[block + 1]);
});

test('a block keeps its two values, whichever order is drawn', () => {
  const { baseline, candidate } = counterbalanced(neighbours(VALUES), createRandom(1));
  expect(baseline.map((value, block) => Math.floor(Math.min(value, candidate[block] ?? Number.NaN) / 2))).toEqual(
    Array.from({ length: 12 }, (_, block) => block),
  );
});

test('which order comes first is drawn anew for every two blocks', () => {
  const orders = Array.from({ length: 50 }, (_, seed) => {
    const { baseline } = counterbalanced(neighbours([0, 1, 2, 3, 4, 5, 6, 7]), createRandom(seed));
    return baseline.join(' ');
  });
  expect(new Set(orders).size).toBe(4);
});

test('one after the other, no value of the baseline is later than one of the candidate', () => {
  const { baseline, candidate } = oneAfterTheOther(VALUES);
  expect(baseline).toHaveLength(12);
  expect(candidate).toHaveLength(12);
  expect(Math.max(...baseline)).toBeLessThan(Math.min(...candidate));
});

test('stretches follow each other and leave a short end', () => {
  expect(stretches([1, 2, 3, 4, 5, 6, 7], 3)).toEqual([
    [1, 2, 3],
    [4, 5, 6],
  ]);
});
