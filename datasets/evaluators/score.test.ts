import { expect, test } from 'vitest';
import { scoreBy } from './score.ts';

test('one reference is met or missed, both sides normalised', () => {
  expect(scoreBy('match-1', 'two dogs', ['Two dogs.'])).toEqual({ score: 1, agrees: true });
  expect(scoreBy('match-1', 'The 2 dogs!', ['two dogs'])).toEqual({ score: 1, agrees: true });
  expect(scoreBy('match-1', 'two cats', ['two dogs'])).toEqual({ score: 0, agrees: false });
  expect(scoreBy('match-1', '', ['two dogs'])).toEqual({ score: 0, agrees: false });
});

test('ten references are scored by the official rules', () => {
  const ten = [...Array.from({ length: 3 }, () => 'red'), ...Array.from({ length: 7 }, () => 'blue')];
  expect(scoreBy('vqa-2016', 'red', ten)?.score).toBeCloseTo(0.9, 12);
  expect(scoreBy('vqa-2021', 'Red.', ten)?.score).toBeCloseTo(0.9, 12);
});

test('a question without references has no score', () => {
  expect(scoreBy('match-1', 'yes', [])).toBeNull();
  expect(scoreBy('vqa-2016', 'yes', [])).toBeNull();
});
