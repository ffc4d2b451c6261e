import { expect, test } from 'vitest';
import { risingCurve, valueAt } from './rising-curve.ts';

const X = [0, 1, 3, 4, 6, 7];
const Y = [0, 2, 3, 3.5, 9, 9.5];

test('between the points the curve is the one that scipy draws', () => {
  // scipy 1.17.1, interpolate.PchipInterpolator(X, Y); its outermost pieces have other slopes at the ends.
  const curve = risingCurve(X, Y);
  const published = [
    [1.5, 2.3504464285714284],
    [2.5, 2.7834821428571423],
    [3.25, 3.111607142857143],
    [5, 6.25],
    [5.9, 8.892946428571427],
  ] as const;
  for (const [at, expected] of published) expect(valueAt(curve, at)).toBeCloseTo(expected, 12);
});

test('the curve goes through its points and never falls between them', () => {
  const curve = risingCurve(X, [0, 2, 2, 3.5, 9, 9.5]);
  X.forEach((x, index) => expect(valueAt(curve, x)).toBeCloseTo(curve.y[index] ?? Number.NaN, 14));
  let last = -1;
  for (let at = 0; at <= 7; at += 0.01) {
    expect(valueAt(curve, at)).toBeGreaterThanOrEqual(last);
    last = valueAt(curve, at);
  }
});

test('a straight line stays one, inside and beyond the ends', () => {
  const line = risingCurve([1, 2, 5], [3, 5, 11]);
  for (const at of [-4, 1, 1.7, 4, 5, 30]) expect(valueAt(line, at)).toBeCloseTo(2 * at + 1, 12);
});
