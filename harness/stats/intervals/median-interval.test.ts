import { expect, test } from 'vitest';
import { medianInterval } from './median-interval.ts';

const firstNumbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

test('the ranks are those of the published tables for 95 %', () => {
  // Conover, Practical Nonparametric Statistics; the largest k with 1 − 2 P(Bin(n, ½) ≤ k − 1) ≥ .95.
  const published = [
    [6, 1],
    [9, 2],
    [12, 3],
    [15, 4],
    [20, 6],
    [25, 8],
  ] as const;
  for (const [count, rank] of published) {
    expect(medianInterval(firstNumbers(count), 0.95)).toMatchObject({ low: rank, high: count + 1 - rank });
  }
});

test('five values are the fewest with a 90 % interval', () => {
  expect(medianInterval(firstNumbers(5), 0.9)).toEqual({ estimate: 3, low: 1, high: 5 });
  expect(medianInterval(firstNumbers(4), 0.9)).toEqual({ estimate: 2.5, low: null, high: null });
});

test('ten values have the 95 % interval that benchstat prints, and five have none', () => {
  // golang/perf@712aea8b47053b2e77c04820a5032254b347cf96, cmd/benchstat/testdata, BSD-3-Clause: crcIgnore.stdout and
  // issue19634.stdout; ± is the end that lies farther off.
  const published = [
    [[44.6, 47.3, 44.6, 46.3, 50.7, 45.8, 46.8, 44.3, 47.7, 50.6], 46.55, '9%'],
    [[18, 16.4, 16.6, 16.3, 16, 16.6, 16, 16.6, 16.1, 16.8], 16.5, '3%'],
    [[65.4, 65.9, 66.4, 66.7, 72.1, 66.3, 66.2, 68.6, 66.3, 66.1], 66.3, '3%'],
  ] as const;
  for (const [values, estimate, percent] of published) {
    const { low, high } = medianInterval(values, 0.95) ?? {};
    const farther = Math.max((high ?? Number.NaN) / estimate - 1, 1 - (low ?? Number.NaN) / estimate);
    expect(medianInterval(values, 0.95)?.estimate).toBeCloseTo(estimate, 12);
    expect(`${(100 * farther).toFixed(0)}%`).toBe(percent);
  }
  expect(medianInterval([115, 114, 115, 115, 115], 0.95)).toEqual({ estimate: 115, low: null, high: null });
});

test('both ends leave out equally many values, where benchstat lets the upper end lie one value nearer', () => {
  // Eight values: benchstat takes the first to the seventh, which hold the median in 96.1 % of cases.
  expect(medianInterval(firstNumbers(8), 0.95)).toMatchObject({ low: 1, high: 8 });
});

test('nothing has no median', () => {
  expect(medianInterval([], 0.9)).toBeNull();
});
