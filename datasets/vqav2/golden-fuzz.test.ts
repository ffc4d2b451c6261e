import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { accuracyOf } from './accuracy.ts';
import { EVALUATOR_IDS, percentOf, scoreAnswer } from './evaluator.ts';

/**
 * Question type, answer type, answer, distinct references, which of them each of the ten is, percent of 2016 and of
 * 2021.
 */
type Row = readonly [string, string, string, readonly string[], string, number, number];
type OfficialAccuracy = {
  readonly overall: number;
  readonly perQuestionType: Readonly<Record<string, number>>;
  readonly perAnswerType: Readonly<Record<string, number>>;
};

const GOLDEN = JSON.parse(readFileSync(new URL('golden-fuzz.json', import.meta.url), 'utf8')) as {
  readonly accuracy: Readonly<Record<string, OfficialAccuracy>>;
  readonly rows: readonly Row[];
};

test.each(EVALUATOR_IDS)('%s gives the scores and breakdowns of the official code on drawn texts', (id) => {
  const differing: unknown[] = [];
  const scored = GOLDEN.rows.map(([questionType, answerType, answer, distinct, which, percent2016, percent2021]) => {
    const references = Array.from(which, (index) => distinct[Number(index)] ?? '');
    const score = scoreAnswer(id, answer, references);
    const official = id === 'vqa-2016' ? percent2016 : percent2021;
    if (percentOf([score]) !== official) differing.push({ answer, references, score, official });
    return { questionType, answerType, score };
  });
  expect(scored.length).toBe(1000);
  expect(differing).toEqual([]);
  const { overall, perQuestionType, perAnswerType } = accuracyOf(scored);
  expect({
    overall,
    perQuestionType: Object.fromEntries(perQuestionType),
    perAnswerType: Object.fromEntries(perAnswerType),
  }).toEqual(GOLDEN.accuracy[id]);
});
