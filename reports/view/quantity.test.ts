import { expect, test } from 'vitest';
import { scaleFor } from '#harness/text/quantities.ts';
import { probabilityText } from '#harness/text/numbers.ts';
import { byteSize, confidenceText, duration, instant, medianView, powerText } from './quantity.ts';

test('bytes are decimal', () => {
  expect([byteSize(912_400_000), byteSize(41_230), byteSize(512)]).toEqual(['912.4 MB', '41.2 kB', '512 B']);
});

test('a median without bounds has no interval', () => {
  expect(medianView({ estimate: 5, low: null, high: null }, scaleFor('J', 5))).toEqual({
    median: '5.00 J',
    interval: '',
  });
});

test('durations and instants are printed for people, and broken ones are not invented', () => {
  expect([duration(8200), duration(750_000), duration(3_840_000)]).toEqual(['8.2 s', '12 min 30 s', '1 h 04 min']);
  expect(instant('2026-03-01T09:15:42Z')).toBe('2026-03-01 09:15 UTC');
  expect([duration(Number.NaN), instant('yesterday')]).toEqual(['–', 'yesterday']);
});

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
