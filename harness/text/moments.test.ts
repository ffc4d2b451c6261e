import { expect, test } from 'vitest';
import { day, instant, momentText } from './moments.ts';

test('a moment is printed in UTC, and one that is none as it came', () => {
  expect(momentText('2026-03-01T10:15:42+01:00')).toBe('2026-03-01 09:15');
  expect(instant('2026-03-01T09:15:42Z')).toBe('2026-03-01 09:15 UTC');
  expect(day('2026-03-01T09:15:42Z')).toBe('2026-03-01');
  expect([instant('yesterday'), momentText('yesterday')]).toEqual(['yesterday', 'yesterday']);
});
