import { expect, test } from 'vitest';
import { normalUpperTail } from './normal.ts';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from './standard-normal.ts';

test('a number is the quantile at one uniform number, and the ends of these are no infinities', () => {
  const drawn = [0, 0.25, 0.75 - 2 ** -32, 1 - 2 ** -32];
  const normal = standardNormal({ next: () => drawn.shift() ?? Number.NaN });
  // scipy 1.17.1: norm.ppf(2**-33) and norm.ppf(.25 + 2**-33).
  const [end, quarter] = [-6.3379577545537895, -0.6744897498297384];
  for (const expected of [end, quarter, -quarter, -end]) expect(normal()).toBeCloseTo(expected, 12);
});

test('of 20,000 seeded numbers as many lie below each limit as the distribution says', () => {
  const normal = standardNormal(createRandom(1, 'standard normal'));
  const values = Array.from({ length: 20_000 }, normal);
  for (const limit of [-2.5, -1.5, -0.5, 0, 0.5, 1.5, 2.5]) {
    const due = normalUpperTail(limit);
    const above = values.filter((value) => value > limit).length / values.length;
    // Three standard errors.
    expect(Math.abs(above - due)).toBeLessThan(3 * Math.sqrt((due * (1 - due)) / values.length));
  }
});
