import { expect, test } from 'vitest';
import { bootstrapMedian, bootstrapMedianDifference, createResampling } from './bootstrap.ts';
import { normalQuantile } from './normal.ts';
import { createRandom } from './random.ts';

test('the spread of resampled medians is the one worked out exactly', () => {
  // The median of a resample of 1…5 is at most k with probability P(Bin(5, k/5) ≥ 3): .058, .317, .683, .942 for
  // k = 1…4. So the 5 % quantile is 1 and the 95 % quantile 5; at 80 % they are 2 and 4.
  expect(bootstrapMedian([5, 3, 1, 4, 2], 0.9, createResampling(1, 10_000))).toMatchObject({
    estimate: 3,
    low: 1,
    high: 5,
  });
  const narrower = bootstrapMedian([5, 3, 1, 4, 2], 0.8, createResampling(1, 10_000));
  expect(narrower).toMatchObject({ low: 2, high: 4 });
});

test('the same seed gives the same interval', () => {
  const values = [1.2, 0.7, 3.1, 2.2, 5, 4.4];
  expect(bootstrapMedian(values, 0.9, createResampling(9, 2000))).toEqual(
    bootstrapMedian(values, 0.9, createResampling(9, 2000)),
  );
});

test('scaling the values scales the interval', () => {
  const values = [1, 5, 2, 8, 13, 21];
  const plain = bootstrapMedian(values, 0.9, createResampling(5, 2000));
  const scaled = bootstrapMedian(
    values.map((value) => 4 * value),
    0.9,
    createResampling(5, 2000),
  );
  expect(scaled?.low).toBe(4 * (plain?.low ?? Number.NaN));
  expect(scaled?.high).toBe(4 * (plain?.high ?? Number.NaN));
});

test('a difference of medians is centred on the difference and as wide as both samples make it', () => {
  const wide = [10, 14, 9, 13, 12, 11, 15];
  const interval = bootstrapMedianDifference(wide, [2, 2, 2], 0.9, createResampling(3, 2000));
  const alone = bootstrapMedian(wide, 0.9, createResampling(3, 2000));
  expect(interval?.estimate).toBe(10);
  expect((interval?.high ?? 0) - (interval?.low ?? 0)).toBeCloseTo((alone?.high ?? 0) - (alone?.low ?? 0), 0);
});

test('nothing has no interval', () => {
  expect(bootstrapMedian([], 0.9, createResampling(1, 2000))).toBeNull();
  expect(bootstrapMedianDifference([1], [], 0.9, createResampling(1, 2000))).toBeNull();
});

test('a 90 % interval of twelve normal values holds the true median about nine times in ten', () => {
  const random = createRandom(77);
  let held = 0;
  for (let trial = 0; trial < 1000; trial += 1) {
    const values = Array.from({ length: 12 }, () => normalQuantile(random.next() || 0.5));
    const interval = bootstrapMedian(values, 0.9, createResampling(trial, 500));
    if (interval !== null && interval.low <= 0 && interval.high >= 0) held += 1;
  }
  expect(held / 1000).toBeGreaterThan(0.87);
  expect(held / 1000).toBeLessThan(0.96);
});
