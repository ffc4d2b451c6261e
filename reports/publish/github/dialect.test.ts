import { expect, test } from 'vitest';
import type { Answer } from '#reports/publish/rest/patience.ts';
import { GITHUB } from './dialect.ts';

const answer = (status: number, more: Partial<Answer> = {}): Answer => ({
  status,
  retryAfter: null,
  remaining: null,
  reset: null,
  message: '',
  ...more,
});

test('GitHub answers a secondary limit as if permission were missing', () => {
  expect(GITHUB.notDone(answer(429))).toBe('limit');
  expect(GITHUB.notDone(answer(403, { retryAfter: '30' }))).toBe('limit');
  expect(GITHUB.notDone(answer(403, { remaining: '0' }))).toBe('limit');
  expect(GITHUB.notDone(answer(403, { message: 'You have exceeded a secondary rate limit' }))).toBe('limit');
  expect(GITHUB.notDone(answer(403, { remaining: '4999', message: 'Resource not accessible' }))).toBeNull();
});

test('the next page is only one of the same GitHub: the token goes with the request', () => {
  const next = (link: string): string | null =>
    GITHUB.nextPage(new Headers({ link }), '/repos/acme/app/issues/7/comments', 'https://github.example/api/v3');
  expect(next('<https://github.example/api/v3/x?page=2>; rel="next"')).toBe('https://github.example/api/v3/x?page=2');
  expect(next('<https://elsewhere.example/x?page=2>; rel="next"')).toBeNull();
  expect(next('<https://github.example/api/v3/x?page=1>; rel="prev"')).toBeNull();
});
