import { expect, test } from 'vitest';
import { accuracyOf } from './accuracy.ts';

test('accuracy is broken down by both types, each mean rounded once', () => {
  const accuracy = accuracyOf([
    { questionType: 'is the', answerType: 'yes/no', score: 1 },
    { questionType: 'what', answerType: 'other', score: 0.3 },
    { questionType: 'is the', answerType: 'other', score: 0 },
  ]);
  expect(accuracy.overall).toBe(43.33);
  expect([...accuracy.perQuestionType]).toEqual([
    ['is the', 50],
    ['what', 30],
  ]);
  expect([...accuracy.perAnswerType]).toEqual([
    ['yes/no', 100],
    ['other', 15],
  ]);
});

test('no question gives no accuracy instead of zero', () => {
  expect(accuracyOf([])).toEqual({ overall: Number.NaN, perQuestionType: new Map(), perAnswerType: new Map() });
});
