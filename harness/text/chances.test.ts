import { expect, test } from 'vitest';
import { confidenceText, powerText, probabilityText } from './chances.ts';

test('a confidence is rounded down, so that none is claimed that there is not', () => {
  expect([0.9, 0.9232, 0.9598, 0.98989, 0.29].map(confidenceText)).toEqual([
    '90 %',
    '92.3 %',
    '95.9 %',
    '98.9 %',
    '29 %',
  ]);
});

test('no chance is printed as impossible or as certain', () => {
  expect([0.5, 0.934, 0.9999].map(powerText)).toEqual(['50.0 %', '93.4 %', '> 99.9 %']);
  expect([1e-9, 0.0421, 1].map(probabilityText)).toEqual(['< 0.001', '0.042', '> 0.999']);
});
