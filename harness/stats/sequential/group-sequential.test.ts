import { expect, test } from 'vitest';
import { createSequentialDesign } from './group-sequential.ts';
import { normalUpperTail } from '#harness/stats/distributions/normal.ts';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import { hwangShihDeCani, obrienFlemingType, pocockType, type Spending } from './spending.ts';

const QUARTERS = [0.25, 0.5, 0.75, 1];
const HSD = hwangShihDeCani(-2);

test('levels are the tails of the boundaries', () => {
  // rpact on CRAN, tests/testthat/test-f_design_group_sequential.R: stageLevels of its asHSD design of four looks,
  // γ = −1.
  const levels = createSequentialDesign(QUARTERS, hwangShihDeCani(-1)).levels(0.07);
  [0.011570732, 0.01926225, 0.031121494, 0.048388055].forEach((level, look) =>
    expect(levels[look]).toBeCloseTo(level, 7),
  );
});

test('repeated p values agree with those that the R package lrstat documents', () => {
  // lrstat on CRAN, second example of repeatedPValue: the data of Maurer & Bretz (2013), two looks of three, sfOF.
  const design = createSequentialDesign([1 / 3, 2 / 3], obrienFlemingType);
  const published = [
    [0.0062, 0.1140577, 0.0002, 0.002393359],
    [0.017, 0.1682137, 0.0035, 0.017160592],
    [0.009, 0.1315366, 0.002, 0.011648306],
    [0.13, 0.3820275, 0.06, 0.128460197],
  ] as const;
  for (const [first, firstRepeated, second, secondRepeated] of published) {
    expect(design.repeatedP(0, first) / firstRepeated).toBeCloseTo(1, 3);
    expect(design.repeatedP(1, second) / secondRepeated).toBeCloseTo(1, 3);
  }
});

test('at the first look the repeated p is exactly the p divided by the share spent', () => {
  const design = createSequentialDesign(QUARTERS, HSD);
  for (const p of [1e-30, 1e-9, 0.004, 0.09]) {
    expect(design.repeatedP(0, p) / (p / HSD(0.25, 0.05))).toBeCloseTo(1, 12);
  }
});

test('a single look at everything leaves p as it is', () => {
  const design = createSequentialDesign([1], HSD);
  for (const p of [0, 1e-20, 0.03, 0.5, 1]) expect(design.repeatedP(0, p)).toBeCloseTo(p, 12);
});

const PLANS: readonly (readonly [string, readonly number[], Spending])[] = [
  ['quarters', QUARTERS, HSD],
  ['looks far apart and close together', [0.1, 0.2, 0.95, 1], hwangShihDeCani(1)],
  ['a run that ended early', [0.25, 0.4], pocockType],
  ['O’Brien–Fleming type', [0.3, 0.6, 1], obrienFlemingType],
  ['twelve looks', Array.from({ length: 12 }, (_, look) => (look + 1) / 12), HSD],
];

test.each(PLANS)('the repeated p of a level is its α, to a thousandth of it: %s', (_, fractions, spending) => {
  const design = createSequentialDesign(fractions, spending);
  for (let z = 6.3; z >= 0; z -= 0.17) {
    const alpha = normalUpperTail(z);
    design.levels(alpha).forEach((level, look) => {
      if (level < 1e-10) return;
      expect(Math.abs(design.repeatedP(look, level) / alpha - 1)).toBeLessThan(0.001);
    });
  }
});

test.each(PLANS)('the repeated p is at most α if and only if the look stops at α: %s', (_, fractions, spending) => {
  const design = createSequentialDesign(fractions, spending);
  for (const alpha of [0.001, 0.025, 0.05, 0.2]) {
    design.levels(alpha).forEach((level, look) => {
      expect(design.repeatedP(look, level * 0.998)).toBeLessThan(alpha);
      expect(design.repeatedP(look, level * 1.002)).toBeGreaterThan(alpha);
    });
  }
});

test.each(PLANS)('the repeated p rises with p from 0 to 1 and is never below it: %s', (_, fractions, spending) => {
  const design = createSequentialDesign(fractions, spending);
  fractions.forEach((_, look) => {
    expect(design.repeatedP(look, 0)).toBe(0);
    let last = 0;
    for (const p of [1e-300, 1e-40, 1e-12, 1e-6, 0.001, 0.01, 0.05, 0.2, 0.5, 0.8, 0.99]) {
      const repeated = design.repeatedP(look, p);
      expect(repeated).toBeGreaterThanOrEqual(last);
      expect(repeated).toBeGreaterThanOrEqual(p);
      expect(repeated).toBeLessThanOrEqual(1);
      last = repeated;
    }
  });
});

test('of 20,000 seeded walks without drift no more than α ever have a repeated p of at most α, for any α', () => {
  const design = createSequentialDesign(QUARTERS, HSD);
  const normal = standardNormal(createRandom(33));
  const alphas = [0.01, 0.05, 0.2];
  const stopped = alphas.map(() => 0);
  const walks = 20_000;
  for (let walk = 0; walk < walks; walk += 1) {
    let place = 0;
    let smallest = 1;
    for (const [look, fraction] of QUARTERS.entries()) {
      place += 0.5 * normal();
      smallest = Math.min(smallest, design.repeatedP(look, normalUpperTail(place / Math.sqrt(fraction))));
    }
    alphas.forEach((alpha, index) => {
      if (smallest <= alpha) stopped[index] = (stopped[index] ?? 0) + 1;
    });
  }
  alphas.forEach((alpha, index) => {
    const standardError = Math.sqrt((alpha * (1 - alpha)) / walks);
    expect(Math.abs((stopped[index] ?? 0) / walks - alpha)).toBeLessThan(3 * standardError);
  });
});

test('a look that may spend nothing proves nothing', () => {
  const design = createSequentialDesign([0.5, 1], (fraction) => (fraction < 1 ? 0 : 1));
  expect(design.levels(0.05)[0]).toBe(0);
  expect(design.repeatedP(0, 1e-9)).toBe(1);
  expect(design.repeatedP(1, 0.03)).toBeCloseTo(0.03, 9);
});

test('a look that was never planned has no p', () => {
  const design = createSequentialDesign([0.5, 1], HSD);
  expect(() => design.repeatedP(2, 0.03)).toThrow('there is no look 2 among 2');
});
