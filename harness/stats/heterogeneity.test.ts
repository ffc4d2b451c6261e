import { expect, test } from 'vitest';
import { heterogeneity } from './heterogeneity.ts';
import { createRandom } from './random.ts';
import { standardNormal } from './standard-normal.ts';

// Cases and others, vaccinated and not, of the thirteen trials of BCG against tuberculosis (Colditz et al. 1994),
// the data set `dat.bcg` of R's metafor.
const BCG_TRIALS = [
  [4, 119, 11, 128],
  [6, 300, 29, 274],
  [3, 228, 11, 209],
  [62, 13536, 248, 12619],
  [33, 5036, 47, 5761],
  [180, 1361, 372, 1079],
  [8, 2537, 10, 619],
  [505, 87886, 499, 87892],
  [29, 7470, 45, 7232],
  [17, 1699, 65, 1600],
  [186, 50448, 141, 27197],
  [5, 2493, 3, 2338],
  [27, 16886, 29, 17825],
] as const;

test('the disagreement of the BCG trials is that of R: metafor’s rma(method = "EE")', () => {
  const logRiskRatios = BCG_TRIALS.map(([cases, others, controlCases, controlOthers]) => {
    const [treated, control] = [cases + others, controlCases + controlOthers];
    return {
      estimate: Math.log(cases / treated / (controlCases / control)),
      standardError: Math.sqrt(1 / cases - 1 / treated + 1 / controlCases - 1 / control),
    };
  });
  // metafor prints Q(df = 12) = 152.2330, p-val < .0001 and I^2 = 92.12 %; p is scipy 1.17.1's chi2.sf.
  const found = heterogeneity(logRiskRatios);
  expect(found?.degreesOfFreedom).toBe(12);
  expect(found?.q).toBeCloseTo(152.233, 4);
  expect(found?.iSquared).toBeCloseTo(0.9212, 4);
  expect((found?.p ?? Number.NaN) / 1.9967645908458624e-26).toBeCloseTo(1, 8);
});

test('equal estimates agree, and estimates within their errors have no share left to explain', () => {
  const equal = [0.3, 0.3, 0.3].map((estimate) => ({ estimate, standardError: 0.1 }));
  expect(heterogeneity(equal)).toMatchObject({ q: 0, p: 1, iSquared: 0 });
});

test('shifting all estimates or scaling them with their errors changes nothing', () => {
  const estimates = [0.1, 0.3, 0.35, 0.6].map((estimate, index) => ({ estimate, standardError: 0.1 + index / 20 }));
  const found = heterogeneity(estimates);
  const moved = heterogeneity(
    estimates.map(({ estimate, standardError }) => ({ estimate: 5 - 2 * estimate, standardError: 2 * standardError })),
  );
  expect(moved?.q).toBeCloseTo(found?.q ?? Number.NaN, 10);
});

test('one estimate cannot disagree, and one without error would outweigh all others', () => {
  expect(heterogeneity([{ estimate: 1, standardError: 0.1 }])).toBeNull();
  expect(
    heterogeneity([
      { estimate: 1, standardError: 0 },
      { estimate: 2, standardError: 0.1 },
    ]),
  ).toBeNull();
});

test('estimates that differ by their errors alone are called heterogeneous at 5 % in one case of twenty', () => {
  const normal = standardNormal(createRandom(1954));
  let called = 0;
  for (let trial = 0; trial < 4000; trial += 1) {
    const estimates = [0.5, 1, 2, 4].map((standardError) => ({
      estimate: standardError * normal(),
      standardError,
    }));
    if ((heterogeneity(estimates)?.p ?? 1) <= 0.05) called += 1;
  }
  // Three standard errors of 4,000 trials are 1 point.
  expect(Math.abs(called / 4000 - 0.05)).toBeLessThan(0.0104);
});
