import { assert, constantFrom, double, property } from 'fast-check';
import { expect, test } from 'vitest';
import {
  byteSize,
  changeText,
  marginText,
  quantity,
  roughText,
  scaleFor,
  signedText,
  statedMarginText,
  statedSizeText,
} from './quantities.ts';

const change = (estimate: number, low: number, high: number) => ({ estimate, low, high, confidence: 0.9 });
const TIME = { metric: 'endToEnd', scale: 'relative' } as const;
const ACCURACY = { metric: 'answerAccuracy', scale: 'absolute' } as const;
const LEAK = { metric: 'leakPerCycle', scale: 'absolute' } as const;

test('a relative change is printed in per cent with its interval', () => {
  expect(changeText(change(0.108, 0.091, 0.124), TIME)).toBe('+10.8 % [9.1, 12.4]');
  expect(changeText(change(-0.021, -0.03, 0.002), TIME)).toBe('−2.1 % [−3.0, 0.2]');
});

test('a change of accuracy is printed in percentage points', () => {
  expect(changeText(change(-0.0299, -0.0394, -0.0204), ACCURACY)).toBe('−2.99 pp [−3.94, −2.04]');
});

test('a change of a leak is printed in bytes a cycle, of a size that suits the whole interval', () => {
  expect(changeText(change(1.23e6, 0.4e6, 2.06e6), LEAK)).toBe('+1.23 MB/cycle [0.40, 2.06]');
  expect(signedText(-12_300, LEAK)).toBe('−12.3 kB/cycle');
});

test('a number that rounds to nought has no sign', () => {
  expect(changeText(change(-0.0001, -0.0004, 0.0002), TIME)).toBe('0.0 % [0.0, 0.0]');
});

test('a bound of an interval that leaves zero out is never printed as zero', () => {
  expect(changeText(change(0.024, 0.0004, 0.046), TIME)).toBe('+2.4 % [0.04, 4.6]');
  expect(changeText(change(-0.024, -0.046, -0.000_02), TIME)).toBe('−2.4 % [−4.6, −0.002]');
  expect(changeText(change(-0.0299, -0.0394, -0.000_04), ACCURACY)).toBe('−2.99 pp [−3.94, −0.004]');
  expect(changeText(change(0.02, 0, 0.046), TIME)).toBe('+2.0 % [0.0, 4.6]');
});

test('an interval without width is printed once', () => {
  expect(changeText(change(0.02, 0.02, 0.02), TIME)).toBe('+2.0 %');
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

test('a margin is printed as a person would write it', () => {
  expect(marginText(0.05, TIME)).toBe('5 %');
  expect(marginText(0.005, ACCURACY)).toBe('0.5 pp');
  expect(marginText(1_000_000, LEAK)).toBe('1 MB/cycle');
});

test('a number that is at least three times as large is read as a multiple', () => {
  const of = (estimate: number, low: number, high: number): string =>
    changeText({ estimate, low, high, confidence: 0.9 }, TIME);
  expect(of(14.672, 11.987, 16.428)).toBe('×15.7 [13.0, 17.4]');
  expect(of(2, 1.83, 2.06)).toBe('×3.00 [2.83, 3.06]');
  expect(of(499, 499, 499)).toBe('×500');
  expect(of(1.946, 1.83, 2.06)).toBe('+194.6 % [183.0, 206.0]');
  expect(of(-0.83, -0.84, -0.82)).toBe('−83.0 % [−84.0, −82.0]');
  expect(signedText(14.672, TIME)).toBe('×15.7');
});

test('a margin is printed as its suite states it, with its size on the scale of the change where that differs', () => {
  const memory = { metric: 'peakMemory', percent: 3, absolute: 20_000_000, severity: 'block' } as const;
  const stage = { metric: 'preprocess', percent: 10, absolute: null, severity: 'block' } as const;
  const text = (of: Parameters<typeof statedMarginText>[0]): string =>
    statedMarginText(of, [memory, stage], 'iPhone17,1');
  expect(text({ metric: 'peakMemory', scale: 'relative', margin: 0.7427 })).toBe('20 MB (74.27 %)');
  expect(text({ metric: 'peakMemory', scale: 'relative', margin: 0.03 })).toBe('3 %');
  expect(text({ metric: 'peakMemory', scale: 'absolute', margin: 20_000_000 })).toBe('20 MB');
  expect(text({ metric: 'preprocess', scale: 'absolute', margin: 0.2 })).toBe('0.2 ms (10 %)');
  expect(text({ metric: 'decodeRate', scale: 'relative', margin: 0.05 })).toBe('5 %');
  const size = (of: Parameters<typeof statedMarginText>[0]): string =>
    statedSizeText(of, [memory, stage], 'iPhone17,1');
  expect(size({ metric: 'peakMemory', scale: 'relative', margin: 0.7427 })).toBe('20 MB');
  expect(size({ metric: 'peakMemory', scale: 'relative', margin: 0.03 })).toBe('3 %');
  expect(size({ metric: 'preprocess', scale: 'absolute', margin: 0.2 })).toBe('10 %');
});

test('what is known roughly has two digits, or those of the whole number', () => {
  expect([0.0421, 0.125, 0.0997, 0.00042, 0].map((size) => roughText(size, TIME))).toEqual([
    '4.2 %',
    '13 %',
    '10 %',
    '0.04 %',
    '0 %',
  ]);
  expect(roughText(0.0213, ACCURACY)).toBe('2.1 pp');
  expect(roughText(234_567, LEAK)).toBe('235 kB/cycle');
  expect(roughText(Number.POSITIVE_INFINITY, TIME)).toBe('∞ %');
});

test('no number, however odd, is printed as NaN, Infinity or with an exponent', () => {
  assert(
    property(double(), constantFrom('ms', 'B', 'B/cycle', 'J', 'W', 'ratio', 'tok/s'), (value, unit) => {
      expect(quantity(value, scaleFor(unit, value))).not.toMatch(/NaN|Infinity|∞|\de[+-]?\d/);
    }),
  );
});

test('energy below a joule is printed in millijoules', () => {
  expect(quantity(0.0342, scaleFor('J', 0.0342))).toBe('34.2 mJ');
  expect(quantity(1.5, scaleFor('J', 1.5))).toBe('1.50 J');
});

test('bytes are decimal', () => {
  expect([byteSize(912_400_000), byteSize(41_230), byteSize(512)]).toEqual(['912.4 MB', '41.2 kB', '512 B']);
});
