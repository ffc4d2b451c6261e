import { expect, test } from 'vitest';
import { duration, minutesText, secondsText } from './durations.ts';

test.each([
  [0, '0 s'],
  [0.04 / 60, '0.04 s'],
  [0.05, '3.0 s'],
  [0.84, '0.8 min'],
  [14.2, '14 min'],
  [1250, '1,250 min'],
])('%d minutes read as %s', (minutes, text) => {
  expect(minutesText(minutes)).toBe(text);
});

test('durations are printed for people, and broken ones are not invented', () => {
  expect([duration(8200), duration(750_000), duration(3_840_000)]).toEqual(['8.2 s', '12 min 30 s', '1 h 04 min']);
  expect(duration(Number.NaN)).toBe('–');
  expect([secondsText(90_000), secondsText(250)]).toEqual(['90 s', '0.25 s']);
});
