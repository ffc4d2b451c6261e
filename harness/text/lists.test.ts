import { expect, test } from 'vitest';
import { firstOf, listed } from './lists.ts';

test('lists read like a person wrote them', () => {
  expect([listed([]), listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'])]).toEqual([
    '',
    'a',
    'a and b',
    'a, b and c',
  ]);
});

test('of a long list the first are named, and the others counted', () => {
  expect(firstOf(['a', 'b'], 2)).toBe('a; b');
  expect(firstOf(['a', 'b', 'c', 'd'], 2)).toBe('a; b; and 2 more');
});
