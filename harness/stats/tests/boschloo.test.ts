import { expect, test } from 'vitest';
import { boschlooUpperTail } from './boschloo.ts';
import { fisherUpperTail } from './fisher-exact.ts';

/** Hits and number of trials of the first row, of the second. */
type Table = readonly [hits: number, trials: number, otherHits: number, otherTrials: number];

const pOf = ([a, n, b, m]: Table): number => boschlooUpperTail(a, n - a, b, m - b);
const fisherOf = ([a, n, b, m]: Table): number => fisherUpperTail(a, n - a, b, m - b);

test('p agrees with scipy 1.17.1: boschloo_exact([[a, b], [n - a, m - b]], alternative="greater", n=256)', () => {
  const published: readonly (readonly [Table, number])[] = [
    [[4, 25, 0, 25], 0.03246327638],
    [[3, 25, 0, 25], 0.074946853547],
    [[5, 25, 1, 25], 0.059464911694],
    [[3, 25, 1, 25], 0.239943830952],
    [[2, 25, 0, 225], 0.005690830397],
    [[1, 25, 0, 225], 0.068401564976],
    [[3, 3, 0, 3], 0.015625],
    [[3, 3, 3, 25], 0.001877581477],
    [[7, 12, 1, 15], 0.001981851601],
    [[6, 25, 20, 225], 0.020492066352],
    [[24, 200, 12, 200], 0.021828652637],
    [[10, 200, 3, 200], 0.036817885397],
  ];
  for (const [table, expected] of published) expect(pOf(table), String(table)).toBeCloseTo(expected, 11);
});

test('of few trials p is the polynomial that can be written down', () => {
  // One of one against none of one: the largest r (1 - r). Two of two: the largest r² (1 - r)².
  expect(pOf([1, 1, 0, 1])).toBeCloseTo(1 / 4, 12);
  expect(pOf([2, 2, 0, 2])).toBeCloseTo(1 / 16, 12);
});

test('p is never above that of Fisher’s test, so whatever that finds is found', () => {
  for (let a = 0; a <= 12; a += 1) {
    for (let b = 0; b <= 9; b += 1) expect(pOf([a, 12, b, 9])).toBeLessThanOrEqual(fisherOf([a, 12, b, 9]) + 1e-9);
  }
});

test('more hits in the first row and fewer in the second never raise p', () => {
  for (let a = 1; a <= 12; a += 1) {
    for (let b = 1; b <= 9; b += 1) {
      expect(pOf([a, 12, b, 9])).toBeLessThanOrEqual(pOf([a - 1, 12, b, 9]) + 1e-9);
      expect(pOf([a, 12, b - 1, 9])).toBeLessThanOrEqual(pOf([a, 12, b, 9]) + 1e-9);
    }
  }
});

test('at no shared rate the test errs more often than its level says', () => {
  const [n, m] = [16, 12];
  for (const rate of [0.01, 0.05, 0.1, 0.2, 0.5]) {
    let errs = 0;
    for (let a = 0; a <= n; a += 1) {
      for (let b = 0; b <= m; b += 1) if (pOf([a, n, b, m]) <= 0.05) errs += chance(a, n, rate) * chance(b, m, rate);
    }
    expect(errs).toBeLessThanOrEqual(0.05);
  }
});

test('nothing seen is no evidence, and thousands of trials are no trouble', () => {
  expect(pOf([0, 25, 0, 25])).toBeCloseTo(1, 9);
  expect(pOf([0, 25, 9, 25])).toBeCloseTo(1, 9);
  // scipy.stats.boschloo_exact of the same table.
  expect(pOf([40, 800, 22, 800])).toBeCloseTo(0.012178704552, 11);
});

function chance(hits: number, trials: number, rate: number): number {
  let ways = 1;
  for (let k = 1; k <= hits; k += 1) ways = (ways * (trials - hits + k)) / k;
  return ways * rate ** hits * (1 - rate) ** (trials - hits);
}
