import { expect, test } from 'vitest';
import type { FlipsView, FlipView } from '#reports/view/answers-view.ts';
import { flipList } from './flip-list.ts';

const ROW: FlipView = {
  question: 'Is it red?',
  answerType: 'yes/no',
  about: 'yes/no · is it · question 7',
  people: 'yes ×10',
  picture: 1,
  alt: 'Image 7',
  baseline: 'yes',
  baselineNote: 'score 1 · 1 token',
  candidate: 'no',
  candidateNote: 'score 0 · 1 token',
  isAnswered: true,
  kind: 'worse',
  change: '−1',
};
const CHOICE = { value: 'worse', label: 'Worse (1)' };

const listOf = (row: Partial<FlipView>, times: number, choices: Partial<FlipsView> = {}) =>
  flipList(
    {
      rows: Array.from({ length: times }, () => ({ ...ROW, ...row })),
      kinds: [CHOICE],
      answerTypes: [CHOICE],
      ...choices,
    },
    ['data:image/png;base64,AA==', 'data:image/png;base64,BB=='],
  );

test('of thousands of answers the first stand in the page, and all of them in its data', () => {
  const list = listOf({}, 3000);
  expect(list).toMatchObject({
    heading: 'The 3,000 answers that changed, the greatest loss first',
    rest: 'Answers 1–25 of 3,000; all of them are in report.json.',
  });
  expect(list.rows).toHaveLength(25);
  expect(JSON.parse(list.data)).toHaveProperty('rows.length', 3000);
});

test('a row in the data has the fields that the data name, in their order', () => {
  const { fields, rows } = JSON.parse(listOf({}, 1).data) as { fields: readonly string[]; rows: readonly unknown[][] };
  expect(Object.fromEntries(fields.map((field, index) => [field, rows[0]?.[index]]))).toEqual(ROW);
});

test('a row in the page has its picture, its word and its tone', () => {
  expect(listOf({}, 1).rows[0]).toMatchObject({ source: 'data:image/png;base64,BB==', word: 'Worse', tone: 'bad' });
  expect(listOf({ picture: null }, 1).rows[0]?.source).toBe('');
});

test('what no answer of the list has, the list has no room for', () => {
  expect(listOf({}, 2)).toMatchObject({ hasPictures: true, hasScores: true, rest: '' });
  expect(listOf({ picture: null, kind: 'unscored' }, 2)).toMatchObject({
    heading: 'The 2 answers that changed',
    hasPictures: false,
    hasScores: false,
  });
  expect(listOf({}, 1).heading).toBe('The answer that changed');
});

test('there is a choice only between several', () => {
  expect(listOf({}, 2)).toMatchObject({ kinds: [], answerTypes: [] });
  const two = [CHOICE, { value: 'better', label: 'Better (1)' }];
  expect(listOf({}, 2, { kinds: two, answerTypes: two })).toMatchObject({ kinds: two, answerTypes: two });
});
