import { expect, test } from 'vitest';
import { fisherExact, fisherUpperTail } from './fisher-exact.ts';

test('p agrees with scipy 1.17: fisher_exact', () => {
  const published = [
    // Fisher's tea-tasting lady.
    [3, 1, 1, 3, 0.48571428571428565],
    [0, 24, 8, 16, 0.0038980943990538364],
    [1, 9, 11, 3, 0.0027594561852200836],
    [2, 10, 15, 3, 0.0005367241191434357],
    [0, 20, 0, 20, 1],
    [100, 2, 1000, 5, 0.13007593634300163],
  ] as const;
  for (const [a, b, c, d, expected] of published) expect(fisherExact(a, b, c, d) / expected).toBeCloseTo(1, 8);
});

test('swapping the rows leaves p as it is', () => {
  expect(fisherExact(2, 10, 9, 4)).toBeCloseTo(fisherExact(9, 4, 2, 10), 12);
});

test('the one-sided p is that of scipy.stats.fisher_exact 1.17.1 with alternative greater', () => {
  expect(fisherUpperTail(4, 20, 0, 24)).toBeCloseTo(0.0546099290780142, 12);
  expect(fisherUpperTail(7, 2, 3, 6)).toBeCloseTo(0.076717400246812, 9);
  expect(fisherUpperTail(0, 5, 0, 7)).toBeCloseTo(1, 12);
});
