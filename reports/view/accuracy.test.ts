import { expect, test } from 'vitest';
import type { AccuracyByType } from '#harness/domain/answer-change.ts';
import { fixtureSuite } from '#reports/fixtures/suite.fixture.ts';
import { accuracyView } from './accuracy.ts';

const SUITE = fixtureSuite(6);

/** A type that lost or won so many percentage points, give or take two. */
const type = (by: AccuracyByType['by'], name: string, questions: number, points: number): AccuracyByType => {
  const estimate = points / 100;
  const change = { estimate, low: estimate - 0.02, high: estimate + 0.02, confidence: 0.9 };
  return { by, type: name, questions, baseline: 0.7, candidate: 0.7 + estimate, change };
};

const viewOf = (byType: readonly AccuracyByType[], suite = SUITE) => accuracyView({ byType }, suite);

test('of answer types the one that got worse most stands first', () => {
  const types = [
    type('answerType', 'number', 40, -1),
    type('answerType', 'other', 110, -5),
    type('answerType', 'yes/no', 90, 4),
  ];
  expect(viewOf(types)).toMatchObject({
    intervalName: '90 % interval',
    answerTypes: [
      {
        type: 'other',
        questions: '110',
        baseline: '70.00 %',
        candidate: '65.00 %',
        change: '−5.00 pp [−7.00, −3.00]',
        tone: 'notice',
      },
      { type: 'number', tone: 'neutral' },
      { type: 'yes/no', tone: 'good' },
    ],
  });
});

test('of question types the one that cost most points stands first, and those beyond the eighth are folded away', () => {
  const few = Array.from({ length: 9 }, (_, index) => type('questionType', `rare ${index}`, 2, -10));
  const view = viewOf([...few, type('questionType', 'how many', 400, -2)]);
  expect(view?.questionTypes[0]?.type).toBe('how many');
  expect([view?.questionTypes.length, view?.moreQuestionTypes.length]).toEqual([8, 2]);
});

test('a type of fewer than two images has no interval, and no picture of one', () => {
  const view = viewOf([{ ...type('answerType', 'number', 1, -100), change: null }]);
  expect(view).toMatchObject({ answerTypes: [{ change: '–', tone: 'neutral', line: null }] });
});

test('an interval is drawn with worse to the right, in multiples of the margin of accuracy as a whole', () => {
  const line = viewOf([type('answerType', 'other', 110, -5)])?.answerTypes[0]?.line;
  expect(line?.low).toBeCloseTo(3, 10);
  expect(line?.estimate).toBeCloseTo(5, 10);
  expect(line?.high).toBeCloseTo(7, 10);
});

test('without a margin of accuracy there is no picture', () => {
  const suite = { ...SUITE, margins: SUITE.margins.filter(({ metric }) => metric !== 'answerAccuracy') };
  const view = viewOf([type('answerType', 'other', 110, 0)], suite);
  expect([view?.answerTypes[0]?.line, view?.bandMeaning]).toEqual([null, '']);
});

test('nothing that is scored has no accuracy', () => {
  expect(viewOf([])).toBeNull();
});
