import { expect, test } from 'vitest';
import { markerLine, rememberedIn, resultsLine } from './marker.ts';

const AT = '2026-03-01T09:15:00.000Z';

test('a comment remembers when its run began and the last five results', () => {
  const line = markerLine('release', {
    startedAt: AT,
    results: ['fail', 'pass', 'fail', 'inconclusive', 'measured', 'pass'],
  });
  const memory = { startedAt: AT, results: ['pass', 'fail', 'inconclusive', 'measured', 'pass'] };
  expect(rememberedIn(`## text\n${line}\n`, 'release')).toEqual(memory);
  expect(rememberedIn(`## text\n${line}\n`, 'smoke')).toBeNull();
});

test('a comment that quotes another one is not that one', () => {
  const line = markerLine('release', { startedAt: AT, results: ['pass'] });
  for (const other of [`> ${line}`, `${line}\nfine!`, `\`${line}\``, '', 'text'])
    expect(rememberedIn(other, 'release')).toBeNull();
});

test('words that are no results are forgotten', () => {
  const memory = { startedAt: null, results: ['pass', 'fail'] };
  expect(rememberedIn('<!-- fastvlm-bench:release pass constructor fail -->', 'release')).toEqual(memory);
});

test('no name of a suite ends the marker', () => {
  const line = markerLine('a --> <script>', { startedAt: null, results: ['pass'] });
  expect(line).toBe('<!-- fastvlm-bench:a-script- pass -->');
  expect(rememberedIn(line, 'a --> <script>')).toEqual({ startedAt: null, results: ['pass'] });
});

test('the last result is the one of this run, and alone it is no history', () => {
  expect(resultsLine(['pass', 'fail', 'pass'])).toBe('last three: ✓ ✕ **✓**');
  expect(resultsLine(['pass'])).toBe('');
});
