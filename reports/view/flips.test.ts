import { expect, test } from 'vitest';
import type { ChangedAnswer } from '#harness/domain/answer-change.ts';
import type { AskedQuestion } from '#harness/domain/dataset.ts';
import { type FlipContext, flipsView } from './flips.ts';
import { picturesOf } from './pictures.ts';

const QUESTION: AskedQuestion = {
  dataset: 'shapes',
  id: 7000,
  imageId: 7,
  imageSha256: 'ab',
  text: 'What color is the square?',
  answerType: 'other',
  questionType: 'what color is the',
  answers: ['pink', ...Array.from({ length: 7 }, () => 'red'), 'pink', 'pink'],
};
const PICTURE = 'data:image/png;base64,iVBORw0KGgo=';
const CONTEXT: FlipContext = {
  dataset: 'shapes',
  questions: new Map([[7000, QUESTION]]),
  pictures: picturesOf(new Map([['shapes/7', PICTURE]])),
  fault: 'the app crashed',
};
const WORSE: ChangedAnswer = {
  questionId: 7000,
  baseline: { text: 'red', tokens: 1, score: 1 },
  candidate: { text: 'pink', tokens: 2, score: 0.9 },
  scoreChange: 0.9 - 1,
};

const shown = (answer: Partial<ChangedAnswer>, context: Partial<FlipContext> = {}) =>
  flipsView([{ ...WORSE, ...answer }], { ...CONTEXT, ...context }).rows[0];

test('a changed answer is shown with its question, what people say, and both scores and lengths', () => {
  expect(shown({})).toEqual({
    question: 'What color is the square?',
    answerType: 'other',
    about: 'other · what color is the · question 7000',
    people: 'red ×7, pink ×3',
    picture: 0,
    alt: 'Image 7',
    baseline: 'red',
    baselineNote: 'score 1 · 1 token',
    candidate: 'pink',
    candidateNote: 'score 0.9 · 2 tokens',
    isAnswered: true,
    kind: 'worse',
    change: '−0.1',
  });
});

test('a question that a fault left unanswered says why, and counts as wrong', () => {
  expect(shown({ candidate: null, scoreChange: -1 })).toMatchObject({
    candidate: 'Not answered: the app crashed',
    candidateNote: 'counts as wrong',
    isAnswered: false,
    kind: 'worse',
    change: '−1',
  });
});

test.each([
  [0.3, 'better', '+0.3'],
  [0, 'same', '0'],
  [null, 'unscored', ''],
] as const)('a change of score of %s is %s', (scoreChange, kind, change) => {
  expect(shown({ scoreChange })).toMatchObject({ kind, change });
});

test('a question that the run did not keep has its number, and no picture', () => {
  expect(shown({ questionId: 5, scoreChange: null })).toMatchObject({
    question: 'Question 5',
    about: '',
    people: '',
    picture: null,
  });
});

test('an answer without text says so', () => {
  expect(shown({ candidate: { text: ' \n', tokens: 1, score: null } })?.candidate).toBe('(no text)');
});

test('one reference answer is not counted, and very many different ones are cut short', () => {
  const asked = (answers: readonly string[]) => ({ questions: new Map([[7000, { ...QUESTION, answers }]]) });
  expect(shown({}, asked(['red']))?.people).toBe('red');
  const many = Array.from({ length: 12 }, (_, index) => `answer ${index}`);
  expect(shown({}, asked(many))?.people).toMatch(/answer 9 ×1, … and 2 more$/);
});

test('the list can be narrowed to what is in it, each with how often', () => {
  const answers = [WORSE, { ...WORSE, candidate: null }, { ...WORSE, questionId: 5, scoreChange: null }];
  expect(flipsView(answers, CONTEXT)).toMatchObject({
    kinds: [
      { value: 'worse', label: 'Worse (2)' },
      { value: 'unscored', label: 'Not scored (1)' },
      { value: 'unanswered', label: 'Not answered (1)' },
    ],
    answerTypes: [
      { value: '', label: 'not known (1)' },
      { value: 'other', label: 'other (2)' },
    ],
  });
});
