import { expect, test } from 'vitest';
import { type Answer, waitAfter } from './patience.ts';

const NOW = Date.UTC(2026, 0, 1);
const answer = (status: number, more: Partial<Answer> = {}): Answer => ({
  status,
  retryAfter: null,
  remaining: null,
  reset: null,
  message: '',
  ...more,
});

test.each([
  ['a limit that names its seconds', answer(429, { retryAfter: '7' }), 1, 7000],
  ['a secondary limit, answered as missing permission', answer(403, { retryAfter: '30' }), 2, 30_000],
  ['an hour that is used up', answer(403, { remaining: '0', reset: String(NOW / 1000 + 90) }), 1, 91_000],
  ['an hour that has just ended', answer(429, { remaining: '0', reset: String(NOW / 1000 - 90) }), 1, 1000],
  [
    'a secondary limit that names no time',
    answer(403, { message: 'You have exceeded a secondary rate limit' }),
    1,
    60_000,
  ],
  ['the same for the third time', answer(403, { message: 'You have exceeded a secondary rate limit' }), 3, 240_000],
  ['a limit whose time cannot be read', answer(429, { retryAfter: 'Fri, 31 Dec' }), 1, 60_000],
  ['a broken server', answer(502), 1, 1000],
  ['the same for the fourth time', answer(503), 4, 8000],
] as const)('after %s the same request is sent again later', (_what, given, tries, waitMs) => {
  expect(waitAfter(given, tries, NOW)).toBe(waitMs);
});

test.each([401, 403, 404, 410, 422])('%d is final', (status) => {
  expect(waitAfter(answer(status, { remaining: '4999', message: 'Resource not accessible' }), 1, NOW)).toBeNull();
});
