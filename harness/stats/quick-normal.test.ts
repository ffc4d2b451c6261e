import { expect, test } from 'vitest';
import { normalUpperTail } from './normal.ts';
import { normalDensity, quickUpperTail } from './quick-normal.ts';

test('the quick tail agrees with scipy, also where it is tiny', () => {
  // scipy 1.17.1, norm.sf
  const published = [
    [-2.5, 0.9937903346742238],
    [0.3, 0.3820885778110474],
    [3.9, 4.8096344017602614e-5],
    [4.1, 2.0657506912546717e-5],
    [7.5, 3.1908916729108844e-14],
    [12, 1.776482112077653e-33],
  ] as const;
  for (const [z, expected] of published) expect(quickUpperTail(z) / expected).toBeCloseTo(1, 11);
});

test('the quick tail is the tail: to 1e-12 relative at every z', () => {
  for (let z = -9; z <= 12; z += 0.01) {
    expect(Math.abs(quickUpperTail(z) / normalUpperTail(z) - 1)).toBeLessThan(1e-12);
  }
});

test('the density agrees with scipy', () => {
  expect(normalDensity(1.7)).toBeCloseTo(0.09404907737688695, 15); // norm.pdf(1.7)
  expect(normalDensity(-1.7)).toBe(normalDensity(1.7));
});
