import { expect, test } from 'vitest';
import { lagOneAutocorrelation } from './autocorrelation.ts';
import { createRandom } from './random.ts';

test('the yields of a chemical process have the correlation that Box and Jenkins print for them', () => {
  // Series F of Box & Jenkins (1976), seventy batches: r₁ = −0.39. scipy 1.17.1's signal.correlate gives the rest.
  const yields = [
    47, 64, 23, 71, 38, 64, 55, 41, 59, 48, 71, 35, 57, 40, 58, 44, 80, 55, 37, 74, 51, 57, 50, 60, 45, 57, 50, 45, 25,
    59, 50, 71, 56, 74, 50, 58, 45, 54, 36, 54, 48, 55, 45, 57, 50, 62, 44, 64, 43, 52, 38, 59, 55, 41, 53, 49, 34, 35,
    54, 45, 68, 38, 50, 60, 39, 59, 40, 57, 54, 23,
  ];
  expect(lagOneAutocorrelation(yields)).toBeCloseTo(-0.3898783185956057, 12);
});

test('a trend resembles its neighbours, and values that alternate oppose them', () => {
  // scipy 1.17.1, as above.
  expect(lagOneAutocorrelation([1, 2, 3, 4, 5, 6, 7, 8])).toBeCloseTo(0.625, 14);
  expect(lagOneAutocorrelation([1, -1, 1, -1, 1, -1])).toBeCloseTo(-5 / 6, 14);
});

test('shifting, scaling and turning the values round changes nothing', () => {
  const values = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5];
  const correlation = lagOneAutocorrelation(values) ?? Number.NaN;
  expect(lagOneAutocorrelation(values.map((value) => 7 - 3 * value))).toBeCloseTo(correlation, 12);
  expect(lagOneAutocorrelation([...values].reverse())).toBeCloseTo(correlation, 12);
});

test('too few values and equal values have no correlation', () => {
  expect(lagOneAutocorrelation([1, 2])).toBeNull();
  expect(lagOneAutocorrelation([0.1, 0.1, 0.1, 0.1])).toBeNull();
});

test('independent values stay within two standard errors nineteen times in twenty, and lie around −1/n', () => {
  const random = createRandom(1976);
  let sum = 0;
  let beyond = 0;
  for (let trial = 0; trial < 4000; trial += 1) {
    const correlation = lagOneAutocorrelation(Array.from({ length: 24 }, () => random.next())) ?? Number.NaN;
    sum += correlation;
    if (Math.abs(correlation) > 2 / Math.sqrt(24)) beyond += 1;
  }
  // Three standard errors of 4,000 trials: 0.0095 of the mean, 1 point of the share.
  expect(Math.abs(sum / 4000 + 1 / 24)).toBeLessThan(0.0095);
  expect(beyond / 4000).toBeLessThan(0.0604);
});
