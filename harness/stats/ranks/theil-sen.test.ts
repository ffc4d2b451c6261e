import { expect, test } from 'vitest';
import { mannKendall } from './mann-kendall.ts';
import { createRandom } from '#harness/stats/random.ts';
import { theilSenInterval, theilSenSlope } from './theil-sen.ts';

const fromIndex = (count: number, value: (index: number) => number): number[] =>
  Array.from({ length: count }, (_, index) => value(index));

test('the slope agrees with scipy 1.17: theilslopes', () => {
  expect(theilSenSlope([1, 3, 2, 5, 4, 9, 7])).toBeCloseTo(1, 12);
});

test('a straight line has its own slope, and one outlier does not bend it', () => {
  expect(theilSenSlope([5, 7, 9, 11, 13])).toBe(2);
  expect(theilSenSlope([5, 7, 9, 11, 13, 15, 1000, 19, 21])).toBe(2);
});

test('scaling the values scales the slope, and turning them round turns its sign', () => {
  const values = [3, 1, 4, 1, 5, 9, 2, 6];
  const slope = theilSenSlope(values) ?? Number.NaN;
  expect(theilSenSlope(values.map((value) => 8 * value + 3))).toBeCloseTo(8 * slope, 12);
  expect(theilSenSlope([...values].reverse())).toBeCloseTo(-slope, 12);
});

test('intervals agree with scipy 1.17.1: theilslopes(values, alpha = confidence)', () => {
  const wavy = (index: number): number => 0.3 * index + ((index * index * 37) % 101) / 8;
  const published = [
    [[1.26, 1.27, 1.12, 1.16, 1.03], 0.9, -0.05625, -0.13, 0.01],
    [fromIndex(12, wavy), 0.9, 0.675, -0.15, 1.5],
    [fromIndex(20, wavy), 0.9, 0.6333333333333333, 0.3096153846153848, 0.8113636363636364],
    [fromIndex(20, wavy), 0.95, 0.6333333333333333, 0.25, 0.83125],
    [fromIndex(51, wavy), 0.95, 0.28611111111111104, 0.21176470588235297, 0.365],
    [fromIndex(60, wavy), 0.9, 0.2764569256756757, 0.22628205128205126, 0.32142857142857134],
  ] as const;
  for (const [values, confidence, estimate, low, high] of published) {
    const found = theilSenInterval(values, confidence);
    expect(found?.estimate).toBeCloseTo(estimate, 12);
    expect(found?.low).toBeCloseTo(low, 12);
    expect(found?.high).toBeCloseTo(high, 12);
    expect(found?.attained).toBeGreaterThanOrEqual(confidence);
  }
});

test('ten values at 99 % keep to the exact distribution, where the normal one of scipy is a rank wider', () => {
  // scipy 1.17.1's theilslopes takes the eighth slope from either end; the ninth still holds 99.1 %.
  const values = fromIndex(10, (index) => ((index * 7) % 10) ** 2);
  const slopes = values.flatMap((later, laterIndex) =>
    values.slice(0, laterIndex).map((earlier, index) => (later - earlier) / (laterIndex - index)),
  );
  const sorted = slopes.sort((a, b) => a - b);
  const found = theilSenInterval(values, 0.99);
  expect(found).toMatchObject({ low: sorted[8], high: sorted[sorted.length - 9] });
  expect(found?.attained).toBeCloseTo(0.9909, 4);
});

test('the interval holds just the slopes that leave no trend behind', () => {
  const values = [3, 1.2, 4.1, 1.5, 5.9, 2.6, 5.3, 5.8, 9.7];
  const found = theilSenInterval(values, 0.9);
  if (found === null) throw new Error('There is an interval of so many values.');
  const pWithout = (slope: number): number =>
    mannKendall(values.map((value, index) => value - slope * index))?.p.twoSided ?? Number.NaN;
  const rejected = 1 - found.attained + 1e-9;
  expect(pWithout(found.low - 1e-6)).toBeLessThanOrEqual(rejected);
  expect(pWithout(found.low + 1e-6)).toBeGreaterThan(rejected);
  expect(pWithout(found.high - 1e-6)).toBeGreaterThan(rejected);
  expect(pWithout(found.high + 1e-6)).toBeLessThanOrEqual(rejected);
});

test('too few values give the range of all slopes and say how little it holds', () => {
  expect(theilSenInterval([1, 2, 5], 0.9)).toMatchObject({ estimate: 2, low: 1, high: 3 });
  expect(theilSenInterval([1, 2, 5], 0.9)?.attained).toBeCloseTo(1 - 2 / 6, 12);
  expect(theilSenInterval([1, 2], 0.9)).toEqual({ estimate: 1, low: 1, high: 1, confidence: 0.9, attained: 0 });
});

test('equal values have a slope without width', () => {
  expect(theilSenInterval([5, 5, 5, 5, 5, 5], 0.9)).toMatchObject({ estimate: 0, low: 0, high: 0 });
});

test('a 90 % interval of nine values holds the slope as often as it says, and no less often when they are rounded', () => {
  const random = createRandom(1968);
  let held = 0;
  let heldRounded = 0;
  for (let trial = 0; trial < 4000; trial += 1) {
    const values = fromIndex(9, (index) => index / 4 + 2 * random.next());
    const [exact, rounded] = [theilSenInterval(values, 0.9), theilSenInterval(values.map(Math.round), 0.9)];
    if (exact !== null && exact.low <= 0.25 && exact.high >= 0.25) held += 1;
    if (rounded !== null && rounded.low <= 0.25 && rounded.high >= 0.25) heldRounded += 1;
  }
  const attained = theilSenInterval([1, 2, 3, 4, 5, 6, 7, 8, 9], 0.9)?.attained ?? 0;
  // Three standard errors of 4,000 trials are 1.4 points.
  expect(Math.abs(held / 4000 - attained)).toBeLessThan(0.014);
  expect(heldRounded / 4000).toBeGreaterThan(attained - 0.014);
});

test('one value has no slope', () => {
  expect(theilSenSlope([4])).toBeNull();
  expect(theilSenInterval([4], 0.9)).toBeNull();
});
