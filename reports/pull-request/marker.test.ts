import { expect, test } from 'vitest';
import { markerLine, rememberedIn, resultsLine } from './marker.ts';

test('a comment remembers the last five results of its suite', () => {
  const line = markerLine('release', ['fail', 'pass', 'fail', 'inconclusive', 'measured', 'pass']);
  expect(rememberedIn(`## text\n${line}\n`, 'release')).toEqual(['pass', 'fail', 'inconclusive', 'measured', 'pass']);
  expect(rememberedIn(`## text\n${line}\n`, 'smoke')).toBeNull();
});

test('a comment that quotes another one is not that one', () => {
  const line = markerLine('release', ['pass']);
  for (const other of [`> ${line}`, `${line}\nfine!`, `\`${line}\``, '', 'text'])
    expect(rememberedIn(other, 'release')).toBeNull();
});

test('words that are no results are forgotten', () => {
  expect(rememberedIn('<!-- fastvlm-bench:release pass constructor fail -->', 'release')).toEqual(['pass', 'fail']);
});

test('no name of a suite ends the marker', () => {
  const line = markerLine('a --> <script>', ['pass']);
  expect(line).toBe('<!-- fastvlm-bench:a-script- pass -->');
  expect(rememberedIn(line, 'a --> <script>')).toEqual(['pass']);
});

test('the last result is the one of this run, and alone it is no history', () => {
  expect(resultsLine(['pass', 'fail', 'pass'])).toBe('last three: ✓ ✕ **✓**');
  expect(resultsLine(['pass'])).toBe('');
});
