import { expect, test } from 'vitest';
import { count, fixed, percentText, rough, signed, signedTrimmed, trimmed, whole } from './numbers.ts';

test('numbers beside each other have as many decimals, thousands apart', () => {
  expect([12, 1480.25, -0.04].map((value) => fixed(value, 1))).toEqual(['12.0', '1,480.3', '0.0']);
});

test('a number by itself has no trailing zeros', () => {
  expect([5, 0.3, 1.234, -2].map((value) => trimmed(value))).toEqual(['5', '0.3', '1.23', '−2']);
  expect(trimmed(1.26, 1)).toBe('1.3');
});

test('a sign is printed unless the number rounds to zero', () => {
  expect([signed(0.26, 1), signed(-0.26, 1), signed(0.04, 1)]).toEqual(['+0.3', '−0.3', '0.0']);
  expect([0.3, -1, 0, 0.001].map(signedTrimmed)).toEqual(['+0.3', '−1', '0', '0']);
});

test('a share has a decimal where it needs one', () => {
  expect([0.986, 0.05, 1, 0.0042].map(percentText)).toEqual(['98.6 %', '5 %', '100 %', '0.4 %']);
});

test('one thing is one, and more are several', () => {
  expect([count(1, 'block'), count(2100, 'block'), count(0, 'launch', 'launches')]).toEqual([
    '1 block',
    '2,100 blocks',
    '0 launches',
  ]);
});

test('what is no number is a dash, and what no number is enough for is beyond all bounds', () => {
  expect([fixed(Number.NaN, 1), trimmed(Number.POSITIVE_INFINITY)]).toEqual(['–', '–']);
  expect([rough(Number.POSITIVE_INFINITY), rough(Number.NaN), whole(1e6)]).toEqual(['∞', '–', '1,000,000']);
});
