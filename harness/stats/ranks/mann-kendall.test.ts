import { expect, test } from 'vitest';
import { mannKendall } from './mann-kendall.ts';
import { normalPValues } from '#harness/stats/tests/p-values.ts';
import { createRandom } from '#harness/stats/random.ts';

const fromIndex = (count: number, value: (index: number) => number): number[] =>
  Array.from({ length: count }, (_, index) => value(index));

test('exact p agree with scipy 1.17.1: kendalltau(range(n), values, method = "exact")', () => {
  const published = [
    [[1.26, 1.27, 1.12, 1.16, 1.03], -6, 0.11666666666666667, 0.9583333333333333, 0.23333333333333334],
    [[1, 3, 2, 5, 4, 9, 7], 15, 0.9946428571428572, 0.01507936507936508, 0.03015873015873016],
    [
      fromIndex(50, (i) => ((i * 37) % 101) + i / 2),
      261,
      0.986060013580052,
      0.014558914013697936,
      0.029117828027395872,
    ],
  ] as const;
  for (const [values, s, less, greater, twoSided] of published) {
    const found = mannKendall(values);
    expect(found?.s).toBe(s);
    expect(found?.p.less).toBeCloseTo(less, 10);
    expect(found?.p.greater).toBeCloseTo(greater, 10);
    expect(found?.p.twoSided).toBeCloseTo(twoSided, 10);
  }
});

test('with equal values p are those of all orders of them', () => {
  // Counted over itertools.permutations in Python 3.11.
  expect(mannKendall([1, 1, 2, 2, 3, 2, 4, 3])).toMatchObject({
    s: 19,
    p: { less: expect.closeTo(0.9976190476190476, 12), greater: expect.closeTo(0.007142857142857143, 12) },
  });
  expect(mannKendall([5, 5, 5, 4, 5, 3, 3])).toMatchObject({
    s: -12,
    p: { less: expect.closeTo(0.02857142857142857, 12), twoSided: expect.closeTo(0.05714285714285714, 12) },
  });
});

test('many values have a normal p, corrected for ties and continuity', () => {
  // scipy 1.17.1: norm.cdf((S + 1) / σ) and norm.sf((S − 1) / σ); S / σ of the second, which has ties, is the z of
  // kendalltau(method = "asymptotic").
  expect(mannKendall(fromIndex(60, (i) => ((i * 37) % 101) + i / 2))).toMatchObject({
    s: 370,
    p: { less: expect.closeTo(0.9910144079094146, 12), greater: expect.closeTo(0.009299918324297045, 12) },
  });
  const tied = mannKendall(fromIndex(70, (i) => ((i * 37) % 21) + Math.floor(i / 3)));
  expect(tied?.s).toBe(1301);
  expect((tied?.p.greater ?? 0) / 1.902358728432435e-11).toBeCloseTo(1, 9);
});

test('the normal p takes over where it is as good as the exact one', () => {
  const values = fromIndex(50, (i) => ((i * 37) % 101) + i / 2);
  const exact = mannKendall(values);
  const normal = normalPValues(exact?.s ?? 0, Math.sqrt((50 * 49 * 105) / 18), 1);
  expect(normal.greater).toBeCloseTo(exact?.p.greater ?? Number.NaN, 3);
});

test('turning the values round exchanges the alternatives', () => {
  const values = [1, 1, 2, 2, 3, 2, 4, 3];
  const [found, mirrored] = [mannKendall(values), mannKendall([...values].reverse())];
  expect(mirrored?.s).toBe(-(found?.s ?? Number.NaN));
  expect(mirrored?.p.less).toBeCloseTo(found?.p.greater ?? Number.NaN, 12);
});

test('one value has no trend, and equal values are no evidence of one', () => {
  expect(mannKendall([1])).toBeNull();
  for (const count of [2, 10, 60]) {
    expect(mannKendall(fromIndex(count, () => 7))).toEqual({ s: 0, p: { less: 1, greater: 1, twoSided: 1 } });
  }
});

test('of four thousand rows without a trend no more than 5 % are called rising, with ties and without', () => {
  const random = createRandom(1945);
  for (const draw of [(): number => random.next(), (): number => Math.floor(4 * random.next())]) {
    let called = 0;
    for (let trial = 0; trial < 4000; trial += 1) {
      if ((mannKendall(fromIndex(9, draw))?.p.greater ?? 1) <= 0.05) called += 1;
    }
    // Three standard errors of 4,000 trials are 1 point.
    expect(called / 4000).toBeLessThan(0.0604);
    expect(called / 4000).toBeGreaterThan(0.025);
  }
});
