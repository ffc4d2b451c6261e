import { readFileSync } from 'node:fs';
import { array, assert, constantFrom, oneof, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { agreesWithMost, EVALUATOR_IDS, percentOf, scoreAnswer } from './evaluator.ts';
import { processDigitArticle, processPunctuation, trimAnswer } from './normalise.ts';

type GoldenRow = {
  readonly predictions: string;
  readonly questionId: number;
  readonly answer: string;
  readonly references: readonly string[];
  readonly percent2016: number;
  readonly percent2021: number;
};

const GOLDEN = JSON.parse(readFileSync(new URL('golden-sample.json', import.meta.url), 'utf8')) as {
  readonly rows: readonly GoldenRow[];
};

const answered = (yes: number): string[] =>
  Array.from({ length: 10 }, (_, index) => (index < yes ? 'yes' : `other ${'abcdefghij'.charAt(index)}`));

test('both evaluators give the scores of the official code on the committed sample', () => {
  for (const row of GOLDEN.rows) {
    const name = `${row.predictions} ${row.questionId}`;
    expect({ name, percent: percentOf([scoreAnswer('vqa-2016', row.answer, row.references)]) }).toEqual({
      name,
      percent: row.percent2016,
    });
    expect({ name, percent: percentOf([scoreAnswer('vqa-2021', row.answer, row.references)]) }).toEqual({
      name,
      percent: row.percent2021,
    });
  }
});

test('k equal answers of ten score 0, 0.3, 0.6, 0.9 and 1 from four on', () => {
  const scores = [0, 1, 2, 3, 4, 10].map((yes) => scoreAnswer('vqa-2016', 'yes', answered(yes)));
  const expected = [0, 0.3, 0.6, 0.9, 1, 1];
  for (const [index, score] of scores.entries()) expect(score).toBeCloseTo(expected[index] ?? Number.NaN, 12);
});

test('ten equal references are compared without normalisation only by the evaluator of 2021', () => {
  const references = answered(10);
  expect(scoreAnswer('vqa-2016', 'Yes.', references)).toBe(1);
  expect(scoreAnswer('vqa-2021', 'Yes.', references)).toBe(0);
});

test('the evaluator of 2016 leaves articles and number words in the references', () => {
  const references = [...Array.from({ length: 9 }, () => 'two'), '2'];
  expect(scoreAnswer('vqa-2016', 'two', references)).toBeCloseTo(0.3, 12);
  expect(scoreAnswer('vqa-2021', 'two', references)).toBe(1);
});

test('a score is between 0 and 1 and does not depend on the order of the references', () => {
  const text = constantFrom('yes', 'no', 'Yes.', 'two', '2', 'a dog', 'dog', 'red/blue', '');
  assert(
    property(
      constantFrom(...EVALUATOR_IDS),
      text,
      array(text, { minLength: 10, maxLength: 10 }),
      (id, answer, references) => {
        const score = scoreAnswer(id, answer, references);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
        expect(scoreAnswer(id, answer, references.toReversed())).toBeCloseTo(score, 12);
      },
    ),
  );
});

test('a score follows from the number of references that equal the answer once the rules have changed both', () => {
  const ofMatches = [0, 0.3, 0.6, 0.9, 1];
  const full = (value: string): string => processDigitArticle(processPunctuation(trimAnswer(value)));
  const text = oneof(
    constantFrom('Yes.', 'yes', 'the two', '2', 'two', 'a-b', 'a b', ' yes\n', ''),
    string({ unit: 'grapheme' }),
  );
  const references = oneof(
    array(text, { minLength: 10, maxLength: 10 }),
    text.map((same) => Array.from({ length: 10 }, () => same)),
  );
  assert(
    property(text, references, (answer, ten) => {
      const matches2016 = (new Set(ten).size > 1 ? ten.map(processPunctuation) : ten).filter(
        (reference) => reference === full(answer),
      );
      const matches2021 = ten.filter((reference) =>
        new Set(ten.map(trimAnswer)).size > 1
          ? full(reference) === full(answer)
          : trimAnswer(reference) === trimAnswer(answer),
      );
      expect(scoreAnswer('vqa-2016', answer, ten)).toBeCloseTo(ofMatches[Math.min(4, matches2016.length)] ?? -1, 12);
      expect(scoreAnswer('vqa-2021', answer, ten)).toBeCloseTo(ofMatches[Math.min(4, matches2021.length)] ?? -1, 12);
    }),
    { numRuns: 1000 },
  );
});

test('a total is rounded once, to two decimals, ties to even', () => {
  expect(percentOf([1, 0, 0])).toBe(33.33);
  expect(percentOf([0.00125, 0.00125])).toBe(0.12);
  expect(percentOf([0.3])).toBe(30);
});

test('an answer agrees when it is the one that most people gave, or one of several given as often', () => {
  const answers = ['red', 'red', 'red', 'blue', 'blue', 'blue', 'green', 'a Yellow', 'yellow', 'yellow'];
  expect(agreesWithMost('vqa-2021', 'the yellow', answers)).toBe(true);
  expect(agreesWithMost('vqa-2021', 'Red', answers)).toBe(true);
  expect(agreesWithMost('vqa-2021', 'green', answers)).toBe(false);
  expect(agreesWithMost('vqa-2016', 'red', ['red', 'red', 'blue'])).toBe(true);
  expect(agreesWithMost('vqa-2016', 'blue', ['red', 'red', 'blue'])).toBe(false);
});
