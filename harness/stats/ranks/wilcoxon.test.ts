import { expect, test } from 'vitest';
import { createRandom } from '#harness/stats/random.ts';
import { wilcoxonSignedRank } from './wilcoxon.ts';

// Hamilton's depression scale before and after a tranquilliser: Hollander & Wolfe, example 3.1, and R's ?wilcox.test.
const BEFORE = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
const AFTER = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];

const fromIndex = (count: number, value: (index: number) => number): number[] =>
  Array.from({ length: count }, (_, index) => value(index));

test('Hollander and Wolfe’s example has the p that R prints: wilcox.test(paired = TRUE)', () => {
  // V = 40, p-value = 0.01953 against "greater".
  const found = wilcoxonSignedRank(BEFORE.map((before, index) => before - (AFTER[index] ?? Number.NaN)));
  expect(found).toMatchObject({ positiveRankSum: 40, n: 9 });
  expect(found?.p.greater).toBeCloseTo(0.01953125, 14);
});

test('p agree with scipy 1.17.1: wilcoxon(zero_method = "wilcox")', () => {
  const published = [
    // No ties: exact.
    [
      [0.3, -0.1, 1.2, 0.7, -0.4, 0.9, 1.1, 0.2, -0.6, 0.8, 1.5, 0.05],
      [65, 0.98291015625, 0.021240234375, 0.04248046875],
    ],
    [
      fromIndex(50, (i) => ((i * i * 7 + i) % 5 < 3 ? i + 1 : -(i + 1))),
      [1030, 0.9999606939960817, 4.1187796402830656e-5, 8.237559280566131e-5],
    ],
    // Ties, then zeros too: counted over all signs, the last with method = PermutationMethod(n_resamples = 100000).
    [
      [1, 2, 2, -1, 3, -2, 4, 4, 5, -1, 6],
      [57, 0.98876953125, 0.01708984375, 0.0341796875],
    ],
    [
      [0, 1, 2, 2, -1, 0, 3, -2, 4, 4],
      [30.5, 0.97265625, 0.05078125, 0.1015625],
    ],
    [
      [3, -1, 2, 2, -4, 5, 5, 1, 1, -2, 6, 7, -3, 3, 8, 2],
      [108.5, 0.9846649169921875, 0.0178680419921875, 0.035736083984375],
    ],
    // Many: method = "asymptotic", correction = True; the last with ties and zeros.
    [
      fromIndex(60, (i) => ((i * 37) % 101) / 10 - 4),
      [1187.5, 0.9889052987920148, 0.011316845427615274, 0.022633690855230548],
    ],
    [
      fromIndex(70, (i) => ((i * 37) % 21) - 8),
      [1529.5, 0.9927580704470428, 0.007368459160537737, 0.014736918321075473],
    ],
  ] as const;
  for (const [differences, [rankSum, less, greater, twoSided]] of published) {
    const found = wilcoxonSignedRank(differences);
    expect(found?.positiveRankSum).toBe(rankSum);
    expect((found?.p.less ?? 0) / less).toBeCloseTo(1, 10);
    expect((found?.p.greater ?? 0) / greater).toBeCloseTo(1, 10);
    expect((found?.p.twoSided ?? 0) / twoSided).toBeCloseTo(1, 10);
  }
});

test('turning the signs round exchanges the alternatives', () => {
  const differences = [1, 2, 2, -1, 3, -2, 4, 0, 5, -1, 6];
  const [found, mirrored] = [wilcoxonSignedRank(differences), wilcoxonSignedRank(differences.map((value) => -value))];
  expect(mirrored?.p.less).toBeCloseTo(found?.p.greater ?? Number.NaN, 14);
  expect(mirrored?.p.greater).toBeCloseTo(found?.p.less ?? Number.NaN, 14);
  expect(mirrored?.p.twoSided).toBeCloseTo(found?.p.twoSided ?? Number.NaN, 14);
});

test('only order and signs count: an outlier’s size does not', () => {
  expect(wilcoxonSignedRank([1, 2, -3, 4, 5, 1e9])).toEqual(wilcoxonSignedRank([1, 2, -3, 4, 5, 6]));
});

test('nothing is no test, and zeros alone are no evidence', () => {
  expect(wilcoxonSignedRank([])).toBeNull();
  expect(wilcoxonSignedRank([0, 0])).toEqual({ positiveRankSum: 0, n: 0, p: { less: 1, greater: 1, twoSided: 1 } });
});

test('of four thousand samples without a shift no more than 5 % are called shifted, exact or not', () => {
  const random = createRandom(1945);
  for (const size of [8, 24, 60]) {
    let called = 0;
    for (let trial = 0; trial < 4000; trial += 1) {
      const differences = Array.from({ length: size }, () => random.next() - 0.5);
      if ((wilcoxonSignedRank(differences)?.p.greater ?? 1) <= 0.05) called += 1;
    }
    // Three standard errors of 4,000 trials are 1 point; eight differences attain no more than 3.9 %.
    expect(called / 4000).toBeLessThan(0.0604);
    expect(called / 4000).toBeGreaterThan(0.028);
  }
});
