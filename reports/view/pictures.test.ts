import { expect, test } from 'vitest';
import { picturesOf } from './pictures.ts';

const PIXELS = 'data:image/jpeg;base64,/9j/4AAQ+w==';

test('a picture is kept once, and only when a row shows it', () => {
  const pictures = picturesOf(
    new Map([
      ['a/1', PIXELS],
      ['a/2', PIXELS],
      ['a/3', PIXELS],
    ]),
  );
  expect([pictures.indexOf('a/3'), pictures.indexOf('a/1'), pictures.indexOf('a/3')]).toEqual([0, 1, 0]);
  expect(pictures.shown).toHaveLength(2);
  expect(pictures.indexOf('b/1')).toBeNull();
});

test.each([
  'https://example.com/a.png',
  'javascript:alert(1)',
  'data:text/html;base64,PHNjcmlwdD4=',
  'data:image/svg+xml;base64,PHN2Zz4=',
  'data:image/png,raw',
  `${PIXELS}" onerror="alert(1)`,
  '',
])('%s is no picture', (uri) => {
  const pictures = picturesOf(new Map([['a/1', uri]]));
  expect(pictures.indexOf('a/1')).toBeNull();
  expect(pictures.shown).toEqual([]);
});
