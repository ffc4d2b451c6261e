import { assert, constantFrom, double, property } from 'fast-check';
import { expect, test } from 'vitest';
import {
  byteSize,
  changeScale,
  changeText,
  confidenceText,
  duration,
  instant,
  marginText,
  medianView,
  powerText,
  probability,
  quantity,
  scaleFor,
} from './quantity.ts';

const change = (estimate: number, low: number, high: number) => ({ estimate, low, high, confidence: 0.9 });

test('a relative change is printed in per cent with its interval', () => {
  expect(changeText(change(0.108, 0.091, 0.124), changeScale('relative', 'ms', 1))).toBe('+10.8 % [9.1, 12.4]');
  expect(changeText(change(-0.021, -0.03, 0.002), changeScale('relative', 'ms', 1))).toBe('−2.1 % [−3.0, 0.2]');
});

test('a change of accuracy is printed in percentage points', () => {
  expect(changeText(change(-0.0299, -0.0394, -0.0204), changeScale('absolute', 'ratio', 1))).toBe(
    '−2.99 pp [−3.94, −2.04]',
  );
});

test('a number that rounds to nought has no sign', () => {
  expect(changeText(change(-0.0001, -0.0004, 0.0002), changeScale('relative', 'ms', 1))).toBe('0.0 % [0.0, 0.0]');
});

test('an interval without width is printed once', () => {
  expect(changeText(change(0.02, 0.02, 0.02), changeScale('relative', 'B', 1))).toBe('+2.0 %');
});

test.each([
  [12_340, '12.3 s'],
  [1480, '1,480 ms'],
  [136.52, '136.5 ms'],
  [8.314, '8.31 ms'],
  [0.4126, '0.413 ms'],
  [0, '0.000 ms'],
])('%d ms is printed as %s', (value, text) => {
  expect(quantity(value, scaleFor('ms', value))).toBe(text);
});

test('bytes are decimal', () => {
  expect([byteSize(912_400_000), byteSize(41_230), byteSize(512)]).toEqual(['912.4 MB', '41.2 kB', '512 B']);
});

test('a margin is printed as a person would write it', () => {
  expect(marginText(0.05, changeScale('relative', 'ms', 0.05))).toBe('5 %');
  expect(marginText(0.005, changeScale('absolute', 'ratio', 0.005))).toBe('0.5 pp');
  expect(marginText(1_000_000, changeScale('absolute', 'B/cycle', 1_000_000))).toBe('1 MB/cycle');
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

test('no number, however odd, is printed as NaN, Infinity or with an exponent', () => {
  assert(
    property(double(), constantFrom('ms', 'B', 'B/cycle', 'J', 'W', 'ratio', 'tok/s'), (value, unit) => {
      expect(quantity(value, scaleFor(unit, value))).not.toMatch(/NaN|Infinity|∞|\de[+-]?\d/);
    }),
  );
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
  expect([1e-9, 0.0421, 1].map(probability)).toEqual(['< 0.001', '0.042', '> 0.999']);
});

test('energy below a joule is told in millijoules', () => {
  expect(quantity(0.0342, scaleFor('J', 0.0342))).toBe('34.2 mJ');
  expect(quantity(1.5, scaleFor('J', 1.5))).toBe('1.50 J');
});
