import { expect, test } from 'vitest';
import { benjaminiHochberg } from './false-discovery.ts';
import { createRandom } from '#harness/stats/random.ts';

const rounded = (values: readonly number[]): number[] => values.map((value) => Number(value.toFixed(12)));

// The fifteen p values of Benjamini & Hochberg (1995), section 3.2.
const PUBLISHED = [
  0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
];

test('Benjamini and Hochberg’s example rejects the four hypotheses that they reject at 5 %', () => {
  expect(benjaminiHochberg(PUBLISHED).map((p) => p <= 0.05)).toEqual(PUBLISHED.map((_, index) => index < 4));
});

test('adjusted p values agree with scipy 1.17.1: false_discovery_control(method = "bh")', () => {
  expect(rounded(benjaminiHochberg(PUBLISHED))).toEqual(
    rounded([
      0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.06385714285714286, 0.06385714285714286, 0.0645, 0.0765, 0.486,
      0.5811818181818181, 0.714875, 0.7532307692307693, 0.8132142857142857, 1,
    ]),
  );
  expect(rounded(benjaminiHochberg([0.2, 0.05, 0.05, 0.9, 0.01]))).toEqual(
    rounded([0.25, 0.08333333333333334, 0.08333333333333334, 0.9, 0.05]),
  );
});

test('one question alone needs no adjustment, and none asks for none', () => {
  expect(benjaminiHochberg([0.03])).toEqual([0.03]);
  expect(benjaminiHochberg([])).toEqual([]);
});

test('of questions that are all to be answered no, one is answered yes in one family of twenty', () => {
  const random = createRandom(1995);
  let wrong = 0;
  for (let family = 0; family < 4000; family += 1) {
    const pValues = Array.from({ length: 10 }, () => random.next());
    if (benjaminiHochberg(pValues).some((p) => p <= 0.05)) wrong += 1;
  }
  // Three standard errors of 4,000 families are 1 point.
  expect(Math.abs(wrong / 4000 - 0.05)).toBeLessThan(0.0104);
});
