import { expect, test } from 'vitest';
import { unbroken } from './unbroken.ts';

test.each([
  ['a margin of 5 % (lower is better)', 'a margin of 5\u{A0}% (lower is better)'],
  ['+36.9 % [34.1, −39.7]', '+36.9\u{A0}% [34.1,\u{A0}−39.7]'],
  ['54.6 kB/cycle in 2 min 05 s', '54.6\u{A0}kB/cycle in 2\u{A0}min 05\u{A0}s'],
  ['24 blocks, 3 Best answers', '24 blocks, 3 Best answers'],
])('%s keeps numbers and their units on one line, and other words apart', (text, expected) => {
  expect(unbroken({ rows: [{ text }] })).toEqual({ rows: [{ text: expected }] });
});

test('a drawing is left as it is', () => {
  const drawing = { svg: '<svg><path d="M0 0 s 5 5"/></svg>' };
  expect(unbroken(drawing)).toEqual(drawing);
});
