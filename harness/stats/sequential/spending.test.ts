import { expect, test } from 'vitest';
import { hwangShihDeCani, obrienFlemingType, pocockType } from './spending.ts';

const FAMILIES = {
  'Hwang–Shih–DeCani, γ = −4': hwangShihDeCani(-4),
  'Hwang–Shih–DeCani, γ = 0': hwangShihDeCani(0),
  'Hwang–Shih–DeCani, γ = 1': hwangShihDeCani(1),
  'O’Brien–Fleming type': obrienFlemingType,
  'Pocock type': pocockType,
};

test('what is spent by a quarter, a half and three quarters is what the published formulas give', () => {
  // Worked out with scipy 1.17.1 from the formulas as the R package gsDesign documents them for sfHSD, sfLDPocock and
  // sfLDOF.
  const published = [
    [hwangShihDeCani(-2), [0.1015363240915518, 0.2689414213699951, 0.5449457660765887]],
    [pocockType, [0.35737401950878844, 0.6201145069582775, 0.8279889392428698]],
    [obrienFlemingType, [0.001771508766428073, 0.11149193361568804, 0.47250242635202283]],
  ] as const;
  for (const [spending, shares] of published) {
    shares.forEach((share, index) => expect(spending((index + 1) / 4, 0.05)).toBeCloseTo(share, 13));
  }
});

test('γ = 0 is the limit of its neighbours and spends in proportion to the information', () => {
  expect(hwangShihDeCani(0)(0.3, 0.05)).toBe(0.3);
  expect(hwangShihDeCani(1e-9)(0.3, 0.05)).toBeCloseTo(0.3, 9);
});

test.each(Object.entries(FAMILIES))(
  '%s spends nothing at first, never less later, and all in the end',
  (_, spending) => {
    for (const alpha of [1e-6, 0.05, 0.4]) {
      expect(spending(0, alpha)).toBe(0);
      expect(spending(1, alpha)).toBeCloseTo(1, 12);
      expect(spending(1.2, alpha)).toBeCloseTo(1, 12);
      let last = 0;
      for (let fraction = 0.05; fraction <= 1; fraction += 0.05) {
        const share = spending(fraction, alpha);
        expect(share).toBeGreaterThanOrEqual(last);
        last = share;
      }
    }
  },
);
