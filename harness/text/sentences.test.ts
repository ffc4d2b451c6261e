import { expect, test } from 'vitest';
import { capital, readable, sentence, uncapital } from './sentences.ts';

test('control characters and terminal escapes cannot reach a report', () => {
  expect(readable('a\u{1B}[31mred\u{1B}[0m\r\nb')).toBe('a [31mred [0m b');
});

test('a mark that turns the direction of the line is made visible', () => {
  expect(readable('safe\u{202E}gpj.exe')).toBe('safe\u{FFFD}gpj.exe');
});

test('long text is cut between characters, never inside one', () => {
  expect(readable('😀'.repeat(10_000), 5)).toBe('😀😀😀😀…');
  expect(readable('x'.repeat(10_000)).length).toBe(160);
});

test('right-to-left text is left as it is', () => {
  expect(readable('שלום')).toBe('שלום');
});

test('sentences read like a person wrote them', () => {
  expect([sentence('So it is'), sentence('Is it?'), sentence('')]).toEqual(['So it is.', 'Is it?', '']);
  expect([capital('on battery'), uncapital('On battery'), capital('')]).toEqual(['On battery', 'on battery', '']);
});
