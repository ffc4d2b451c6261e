import { expect, test } from 'vitest';
import { autoregressive } from '#harness/lab/self-test/autoregressive.ts';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import { pooledLagOne } from './lag-one.ts';

test('neighbours are neighbours within a session only', () => {
  // Taken for one session there would be a product of −1.
  expect(
    pooledLagOne([
      [1, 1, 1, 1],
      [-1, -1, -1, -1],
    ]),
  ).toBe(1);
  // Products 2, 2, −2 and 1, −1, 1; squares 1, 4, 1, 4 and four times 1.
  expect(
    pooledLagOne([
      [1, 2, 1, -2],
      [1, 1, -1, -1],
    ]),
  ).toBeCloseTo(3 / 6 / (14 / 8), 12);
});

test('fewer than eight blocks, and blocks that do not differ at all, have none', () => {
  expect(
    pooledLagOne([
      [1, 2, 3, 4],
      [2, 1, 2],
    ]),
  ).toBeNull();
  expect(pooledLagOne([Array.from({ length: 12 }, () => 0)])).toBeNull();
});

test.each([
  [4, 0],
  [4, 0.5],
  [12, 0],
  [12, 0.5],
])('of sessions of %i blocks whose true correlation is %d it is found again', (blocks, truth) => {
  const normal = standardNormal(createRandom(1, `${blocks}/${truth}`));
  const sessions = Array.from({ length: 1000 }, () => Array.from({ length: blocks }, autoregressive(normal, truth)));
  expect(Math.abs((pooledLagOne(sessions) ?? 1) - truth)).toBeLessThan(0.05);
});
