import { expect, test } from 'vitest';
import { signTest } from './sign-test.ts';

test('p agree with scipy 1.17.1: binomtest(above, above + below)', () => {
  const published = [
    [1, 5, 0.109375, 0.984375, 0.21875],
    [0, 6, 0.015625, 1, 0.03125],
    [3, 3, 0.65625, 0.65625, 1],
    [59, 121, 2.2172246318775823e-6, 0.999998950577836, 4.4344492637551645e-6],
    [900, 1100, 4.228544767751905e-6, 0.99999657191642, 8.45708953550381e-6],
  ] as const;
  for (const [above, below, less, greater, twoSided] of published) {
    const found = signTest(above, below);
    expect(found.less / less).toBeCloseTo(1, 8);
    expect(found.greater / greater).toBeCloseTo(1, 8);
    expect(found.twoSided / twoSided).toBeCloseTo(1, 8);
  }
});

test('no differences are no evidence', () => {
  expect(signTest(0, 0)).toEqual({ less: 1, greater: 1, twoSided: 1 });
});

test('exchanging the counts exchanges the alternatives', () => {
  expect(signTest(2, 9)).toEqual({
    less: signTest(9, 2).greater,
    greater: signTest(9, 2).less,
    twoSided: signTest(9, 2).twoSided,
  });
});

test('the size of the test is what it says: counts called different at 5 % have no more than that probability', () => {
  const differences = 40;
  let probability = 0;
  for (let above = 0; above <= differences; above += 1) {
    if (signTest(above, differences - above).twoSided > 0.05) continue;
    probability +=
      signTest(above, differences - above).less - (above === 0 ? 0 : signTest(above - 1, differences - above + 1).less);
  }
  expect(probability).toBeLessThanOrEqual(0.05);
  expect(probability).toBeGreaterThan(0.03);
});
