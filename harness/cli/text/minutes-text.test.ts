import { expect, test } from 'vitest';
import { minutesText } from './minutes-text.ts';

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
