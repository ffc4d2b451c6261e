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
  ['that names its seconds', answer(429, { retryAfter: '7' }), 1, 7000],
  ['that names a moment', answer(429, { retryAfter: 'Thu, 01 Jan 2026 00:00:20 GMT' }), 1, 20_000],
  ['of an hour that is used up', answer(403, { remaining: '0', reset: String(NOW / 1000 + 90) }), 1, 91_000],
  ['of an hour that has just ended', answer(429, { remaining: '0', reset: String(NOW / 1000 - 90) }), 1, 1000],
  ['that names no time', answer(403), 1, 60_000],
  ['that names no time, for the third time', answer(403), 3, 240_000],
  ['whose time cannot be read', answer(429, { retryAfter: 'Fri, 31 Dec' }), 1, 60_000],
] as const)('after a limit %s the same request is sent again later', (_what, given, tries, waitMs) => {
  expect(waitAfter(given, 'limit', tries, NOW)).toBe(waitMs);
});

test('a broken server is asked again, each time later', () => {
  expect(waitAfter(answer(502), null, 1, NOW)).toBe(1000);
  expect(waitAfter(answer(503), null, 4, NOW)).toBe(8000);
  expect(waitAfter(answer(503, { retryAfter: '90' }), null, 1, NOW)).toBe(90_000);
});

test('a service that is busy with another request is asked again soon', () => {
  expect(waitAfter(answer(409), 'busy', 2, NOW)).toBe(2000);
});

test.each([401, 403, 404, 410, 422])('%d is final', (status) => {
  expect(waitAfter(answer(status), null, 1, NOW)).toBeNull();
});
