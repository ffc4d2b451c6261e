import { expect, test } from 'vitest';
import { sparkline } from './sparkline.ts';

test('the lowest value has the lowest mark and the highest the highest', () => {
  expect(sparkline([10, 12, 17, 11]).join('')).toBe('▁▃█▂');
  expect(sparkline([-1, 0]).join('')).toBe('▁█');
});

test('values that are all the same are in the middle, and none are nothing', () => {
  expect(sparkline([5, 5, 5])).toEqual(['▄', '▄', '▄']);
  expect(sparkline([5])).toEqual(['▄']);
  expect(sparkline([])).toEqual([]);
});
