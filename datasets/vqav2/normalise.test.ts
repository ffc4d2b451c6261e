import { expect, test } from 'vitest';
import { CONTRACTIONS } from './contractions.ts';
import { processDigitArticle, processPunctuation, trimAnswer } from './normalise.ts';

test('a mark between letters becomes a blank, a mark beside a blank goes', () => {
  expect(processPunctuation('black/white')).toBe('black white');
  expect(processPunctuation('black / white')).toBe('black  white');
});

test('a mark beside a blank anywhere goes everywhere in the text', () => {
  expect(processPunctuation('a-b - c-d')).toBe('ab  cd');
});

test('a comma between digits makes every mark go instead of becoming a blank', () => {
  expect(processPunctuation('1,000-2')).toBe('10002');
});

test('a full stop stays only before a digit, whatever stands before it', () => {
  expect(processPunctuation('3.5 m. no.')).toBe('3.5 m no');
  expect(processPunctuation('no.5')).toBe('no.5');
});

test('at most 32 full stops go', () => {
  expect(processPunctuation('.'.repeat(40))).toBe('.'.repeat(8));
});

test('number words, none and articles are replaced in any case', () => {
  expect(processDigitArticle('The TWO dogs')).toBe('2 dogs');
  expect(processDigitArticle('None')).toBe('0');
  expect(processDigitArticle('zero')).toBe('0');
});

test('contractions get their apostrophes, in lower case only', () => {
  expect(processDigitArticle('Dont')).toBe("don't");
  expect(processDigitArticle('Im')).toBe('im');
});

test('every contraction maps one word to another', () => {
  expect(CONTRACTIONS.size).toBeGreaterThan(100);
  for (const [written, meant] of CONTRACTIONS) {
    expect(written).toMatch(/^\S+$/);
    expect(meant).toMatch(/^\S+$/);
    expect(meant).not.toBe(written);
  }
});

test("blanks are Python's: U+0085 is one, a byte order mark is none", () => {
  expect(trimAnswer('\u0085\n yes \t')).toBe('yes');
  expect(trimAnswer('\uFEFFyes')).toBe('\uFEFFyes');
  expect(processDigitArticle('red\u001cball')).toBe('red ball');
});
