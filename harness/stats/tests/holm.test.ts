import { expect, test } from 'vitest';
import { holmAdjusted } from './holm.ts';

test('adjusted p values are those of R: p.adjust(p, "holm")', () => {
  // p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") prints 0.03 0.06 0.06 0.02.
  const adjusted = holmAdjusted([0.01, 0.04, 0.03, 0.005]);
  [0.03, 0.06, 0.06, 0.02].forEach((expected, index) => expect(adjusted[index]).toBeCloseTo(expected, 12));
});

test('one question alone needs no adjustment, and none asks for none', () => {
  expect(holmAdjusted([0.03])).toEqual([0.03]);
  expect(holmAdjusted([])).toEqual([]);
});

test('adjusted p values never exceed one', () => {
  expect(holmAdjusted([0.6, 0.9, 0.7])).toEqual([1, 1, 1]);
});
