import { expect, test } from 'vitest';
import { createRandom } from '#harness/stats/random.ts';
import { guardedStatistic, scoreInterval, type ScoreSample, scoreStatistic, tallyOf } from './score-interval.ts';

const [Z90, Z95] = [1.6448536269514722, 1.959963984540054];

/** Paired zeros and ones: so many pairs, of which some rose and some fell. */
function paired(pairs: number, rose: number, fell: number): ScoreSample {
  return {
    tally: new Map([
      [0, pairs - rose - fell],
      [1, rose],
      [-1, fell],
    ]),
    effective: pairs,
  };
}

test.each([
  // Tango (1998), tables II and III; ratesci: pairbinci(x = c(4, 9, 3, 16)), pairbinci(x = c(43, 0, 1, 0), level = 0.9).
  [paired(32, 9, 3), Z95, -0.027, 0.39, 3],
  [paired(44, 0, 1), Z90, -0.096, 0.037, 3],
  // PropCIs: scoreci.mp(7, 1, 21, 0.95), scoreci.mp(25, 28, 618, 0.9).
  [paired(21, 1, 7), Z95, -0.517, -0.026, 3],
  [paired(618, 28, 25), Z90, -0.0148, 0.0247, 4],
] as const)('of zeros and ones the interval is that of Tango (%#)', (sample, reach, low, high, digits) => {
  const found = scoreInterval(sample, reach);
  expect(found?.low.toFixed(digits)).toBe(low.toFixed(digits));
  expect(found?.high.toFixed(digits)).toBe(high.toFixed(digits));
});

test('where nothing changed the interval reaches z² / (n + z²) to either side', () => {
  const found = scoreInterval(paired(240, 0, 0), Z90);
  expect(found?.low).toBeCloseTo(-(Z90 ** 2) / (240 + Z90 ** 2), 12);
  expect(found?.high).toBeCloseTo(Z90 ** 2 / (240 + Z90 ** 2), 12);
});

test('small changes leave as much room for large ones that have not shown as no change at all', () => {
  const small = scoreInterval(
    { tally: tallyOf([-0.3, 0.3, ...Array.from({ length: 238 }, () => 0)]), effective: 240 },
    Z90,
  );
  const none = scoreInterval(paired(240, 0, 0), Z90);
  expect(small?.low).toBeCloseTo(none?.low ?? Number.NaN, 12);
  expect(small?.high).toBeCloseTo(none?.high ?? Number.NaN, 12);
});

test('many changes have nearly the interval of the mean and its standard error', () => {
  const random = createRandom(1);
  const values = Array.from(
    { length: 4000 },
    () => [-1, -0.6, -0.3, 0, 0, 0, 0.3, 0.6][Math.floor(8 * random.next())] ?? 0,
  );
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const error = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0)) / values.length;
  const found = scoreInterval({ tally: tallyOf(values), effective: values.length }, Z90);
  expect(found?.low).toBeCloseTo(mean - Z90 * error, 3);
  expect(found?.high).toBeCloseTo(mean + Z90 * error, 3);
});

test('its ends are just so many standard errors away, and it turns round with the signs', () => {
  const sample = { tally: tallyOf([-1, -0.3, 0, 0, 0, 0, 0, 0.6]), effective: 5 };
  const found = scoreInterval(sample, 1.7);
  expect(scoreStatistic(sample, found?.low ?? Number.NaN)).toBeCloseTo(1.7, 9);
  expect(scoreStatistic(sample, found?.high ?? Number.NaN)).toBeCloseTo(-1.7, 9);
  const turned = scoreInterval({ tally: tallyOf([1, 0.3, 0, 0, 0, 0, 0, -0.6]), effective: 5 }, 1.7);
  expect(turned?.low).toBeCloseTo(-(found?.high ?? Number.NaN), 9);
});

test('it stays between the ends of what a change can be', () => {
  expect(scoreInterval(paired(5, 0, 5), Z90)).toMatchObject({ estimate: -1, low: -1 });
  expect(scoreInterval({ tally: new Map(), effective: 0 }, Z90)).toBeNull();
});

test('where losses are rare, the guarded statistic calls as many of them as their exact distribution does', () => {
  // P(Poisson(5) ≥ 9) is .068, P(Poisson(5) ≥ 10) is .032; z of .05 is 1.645.
  const [nine, ten] = [paired(500, 0, 9), paired(500, 0, 10)];
  expect(scoreStatistic(nine, -0.01)).toBeLessThan(-Z90);
  expect(guardedStatistic(nine, -0.01)).toBeGreaterThan(-Z90);
  expect(guardedStatistic(ten, -0.01)).toBeLessThan(-Z90);
});

test('the guard never makes no flips a proof of few', () => {
  // (1 − .01)^240 is .09.
  expect(guardedStatistic(paired(240, 0, 0), -0.01)).toBe(scoreStatistic(paired(240, 0, 0), -0.01));
});
