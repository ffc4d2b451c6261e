import { expect, test } from 'vitest';
import { mannWhitney } from './mann-whitney.ts';
import { createRandom } from '#harness/stats/random.ts';

const fromIndex = (count: number, value: (index: number) => number): number[] =>
  Array.from({ length: count }, (_, index) => value(index));

test('Hollander and Wolfe’s example 4.1 has the p that R prints: wilcox.test(alternative = "greater")', () => {
  const term = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
  const found = mannWhitney(term, [1.15, 0.88, 0.9, 0.74, 1.21]);
  expect(found?.u).toBe(35);
  expect(found?.p.greater).toBeCloseTo(0.1272, 4);
});

test('p agree with scipy 1.17.1: mannwhitneyu', () => {
  const published = [
    // No ties: method = "exact".
    [
      [
        [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46],
        [1.15, 0.88, 0.9, 0.74, 1.21],
      ],
      [35, 0.8967698967698967, 0.1272061272061272, 0.2544122544122544],
    ],
    [
      [fromIndex(20, (i) => (i * 37) % 101), fromIndex(31, (i) => ((i * 61) % 103) + 8.5)],
      [247, 0.11510865439775615, 0.8886115856063789, 0.2302173087955123],
    ],
    [
      [fromIndex(50, (i) => (i * 37) % 101), fromIndex(50, (i) => ((i * 61) % 103) + 8.5)],
      [1045, 0.0796234471989566, 0.921397409448891, 0.1592468943979132],
    ],
    // Ties: method = PermutationMethod(n_resamples = 1000000), which counts all divisions.
    [
      [
        [2, 1, 3, 5],
        [2, 2, 2, 2],
      ],
      [10, 0.8571428571428571, 0.35714285714285715, 0.7142857142857143],
    ],
    [
      [
        [1, 2, 2, 3, 5, 5],
        [2, 3, 3, 4, 5, 6, 6, 7],
      ],
      [12, 0.06526806526806526, 0.9497169497169498, 0.13053613053613053],
    ],
    // Many: method = "asymptotic"; the first and the last with ties.
    [
      [fromIndex(26, (i) => (i * 7) % 11), fromIndex(30, (i) => ((i * 5) % 13) + 1)],
      [287.5, 0.04640364679422529, 0.9551752705264162, 0.09280729358845058],
    ],
    [
      [fromIndex(500, (i) => 2 * i), fromIndex(600, (i) => 2 * i - 41)],
      [135250, 0.0024667680407085956, 0.9975346930458906, 0.004933536081417191],
    ],
    [
      [fromIndex(500, (i) => 2 * i), fromIndex(600, (i) => (i < 30 ? 2 * i : 2 * i - 41))],
      [134845, 0.0019351907119808996, 0.9980659818257166, 0.0038703814239617993],
    ],
  ] as const;
  for (const [[first, second], [u, less, greater, twoSided]] of published) {
    const found = mannWhitney(first, second);
    expect(found?.u).toBe(u);
    expect((found?.p.less ?? 0) / less).toBeCloseTo(1, 9);
    expect((found?.p.greater ?? 0) / greater).toBeCloseTo(1, 9);
    expect((found?.p.twoSided ?? 0) / twoSided).toBeCloseTo(1, 9);
  }
});

test('p are those that benchstat prints', () => {
  // golang/perf@712aea8b47053b2e77c04820a5032254b347cf96, cmd/benchstat/testdata, BSD-3-Clause: two benchmarks each of
  // csvOldNew.stdout and crcIgnore.stdout and their input files, issue19634 and issue19565.
  const published = [
    [
      [1726, 1723, 1707, 1707, 1713, 1729, 1736, 1707, 1705, 1774],
      [1423, 1416, 1411, 1413, 1412, 1426, 1422, 1424, 1447, 1425],
      '0.000',
    ],
    [
      [3069, 3075, 3069, 3067, 3207, 3064, 3064, 3058, 3059, 3062],
      [3075, 3065, 3059, 3065, 3060, 3081, 3186, 3135, 3087, 3062],
      '0.446',
    ],
    [
      [44.6, 47.3, 44.6, 46.3, 50.7, 45.8, 46.8, 44.3, 47.7, 50.6],
      [43.6, 45.4, 43.4, 45.3, 43.9, 46, 45.1, 43.8, 43.8, 44.9],
      '0.008',
    ],
    [
      [2308, 2480, 2288, 2371, 2247, 2211, 2264, 2231, 2161, 2109],
      [2259, 2322, 2350, 2355, 2291, 2343, 2416, 2410, 2256, 2405],
      '0.052',
    ],
    [[115, 114, 115, 115, 115], [78.8, 78.8, 78.8, 78.8, 78.8], '0.008'],
    [[100, 100, 100, 100, 100, 100], [100, 100, 100, 100, 100, 100], '1.000'],
  ] as const;
  for (const [old, current, p] of published) expect(mannWhitney(old, current)?.p.twoSided.toFixed(3)).toBe(p);
});

test('with ties and samples of unequal size the smaller tail is doubled, where benchstat doubles a lower one', () => {
  // aclements/go-moremath@c8bbc672ef669fb2c0422233931daa48ac1db2c0, utest_test.go, expects a two-sided p of 0 here: no
  // division of these ranks gives the mirrored U. The p below is scipy 1.17.1's, of all 126 divisions.
  const found = mannWhitney([2, 1, 3, 5], [1, 1, 1, 1, 1]);
  expect(found?.u).toBe(17.5);
  expect(found?.p.greater).toBeCloseTo(0.047619047619047616, 12);
  expect(found?.p.twoSided).toBeCloseTo(0.09523809523809523, 12);
});

test('exchanging the samples exchanges the alternatives', () => {
  const [first, second] = [
    [1, 2, 2, 3, 5, 5],
    [2, 3, 3, 4, 5, 6, 6, 7],
  ];
  const [found, mirrored] = [mannWhitney(first, second), mannWhitney(second, first)];
  expect((found?.u ?? 0) + (mirrored?.u ?? 0)).toBe(6 * 8);
  expect(mirrored?.p.less).toBeCloseTo(found?.p.greater ?? Number.NaN, 12);
  expect(mirrored?.p.twoSided).toBeCloseTo(found?.p.twoSided ?? Number.NaN, 12);
});

test('only the order of the values counts', () => {
  const [first, second] = [
    [1, 4, 6, 9],
    [2, 3, 5, 7, 8],
  ];
  expect(mannWhitney(first.map(Math.exp), second.map(Math.exp))).toEqual(mannWhitney(first, second));
});

test('an empty sample has no test, and equal values are no evidence', () => {
  expect(mannWhitney([], [1])).toBeNull();
  expect(mannWhitney([1], [])).toBeNull();
  expect(mannWhitney([2, 2], [2, 2, 2])).toEqual({ u: 3, p: { less: 1, greater: 1, twoSided: 1 } });
  const many = fromIndex(60, () => 2);
  expect(mannWhitney(many, many)?.p.twoSided).toBe(1);
});

test('of four thousand pairs of like samples no more than 5 % are called different', () => {
  const random = createRandom(1947);
  for (const draw of [(): number => random.next(), (): number => Math.floor(4 * random.next())]) {
    let called = 0;
    for (let trial = 0; trial < 4000; trial += 1) {
      const found = mannWhitney(fromIndex(10, draw), fromIndex(10, draw));
      if ((found?.p.twoSided ?? 1) <= 0.05) called += 1;
    }
    // Three standard errors of 4,000 trials are 1 point.
    expect(called / 4000).toBeLessThan(0.0604);
    expect(called / 4000).toBeGreaterThan(0.03);
  }
});
