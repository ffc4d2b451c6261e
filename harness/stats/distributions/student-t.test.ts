import { expect, test } from 'vitest';
import { studentCdf, studentQuantile, studentUpperTail } from './student-t.ts';

// All expected values: regularised incomplete beta function of mpmath 1.3 at 30 digits; R's pt and qt print the same.

test('the distribution function agrees with 30-digit arithmetic', () => {
  const published = [
    [1, 1, 0.75],
    [2, 2, 0.908248290463863],
    [-1.5, 3, 0.1152919326224115],
    [0.5, 5, 0.6808505641795355],
    [2.5, 7.3, 0.9801748826671998],
    [1.7, 11, 0.9414017906765614],
    [4, 23, 0.9997187290424642],
    [1.96, 1000, 0.9748634075221256],
    [10, 4, 0.999718998188642],
    [0.001, 9, 0.5003880348370134],
    [-30, 2.5, 0.0001455323545786977],
    [12, 40, 0.9999999999999961],
  ] as const;
  for (const [t, degrees, expected] of published) expect(studentCdf(t, degrees)).toBeCloseTo(expected, 11);
});

test('quantiles agree with 30-digit arithmetic', () => {
  const published = [
    [0.95, 1, 6.313751514675037],
    [0.95, 2, 2.919985580353724],
    [0.95, 3, 2.353363434801823],
    [0.95, 11, 1.795884818704044],
    [0.95, 23, 1.713871527747048],
    [0.975, 5, 2.570581835636315],
    [0.975, 9.6, 2.240787404287111],
    [0.995, 7, 3.499483297350493],
    [0.9, 100, 1.290074761346516],
    [0.8, 2.3, 1.027315931736988],
    [0.05, 4, -2.13184678632665],
    [0.0051, 5, -4.012127133658494],
    [0.9999, 3, 22.203742273205],
    [1e-6, 3, -103.2994677804193],
  ] as const;
  for (const [probability, degrees, expected] of published) {
    expect(studentQuantile(probability, degrees) / expected, `qt(${probability}, ${degrees})`).toBeCloseTo(1, 9);
  }
});

test('a quantile is the inverse of the distribution function', () => {
  for (const degrees of [0.7, 1, 1.5, 2, 3, 10.25, 400]) {
    for (const probability of [0.001, 0.2, 0.5, 0.8, 0.95, 0.9999]) {
      expect(studentCdf(studentQuantile(probability, degrees), degrees)).toBeCloseTo(probability, 10);
    }
  }
});

test('a small upper tail keeps its digits', () => {
  // 1 − cdf would give 3.9e-15 with one digit right.
  expect(studentUpperTail(12, 40) / 3.912085652127986e-15).toBeCloseTo(1, 8);
});
