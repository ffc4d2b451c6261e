import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { scoreBy } from './score.ts';

type Row = {
  readonly answer: string;
  readonly references: readonly string[];
  readonly textvqa: number;
  readonly vizwiz: number;
};

const { rows } = JSON.parse(readFileSync(new URL('golden.json', import.meta.url), 'utf8')) as { readonly rows: Row[] };

test.each(['textvqa', 'vizwiz'] as const)('%s scores as the official evaluator does', (evaluator) => {
  const differing = rows.filter(
    ({ answer, references, ...official }) =>
      Math.abs((scoreBy(evaluator, answer, references)?.score ?? -1) - official[evaluator]) > 1e-6,
  );
  expect({ differing, rows: rows.length }).toEqual({ differing: [], rows: 90 });
});

test('TextVQA normalises references too, VizWiz takes them as they are', () => {
  const references = Array.from({ length: 10 }, () => "The dog's, 2");
  expect(scoreBy('textvqa', "dog's two", references)).toEqual({ score: 1, agrees: true });
  expect(scoreBy('vizwiz', "dog's two", references)).toEqual({ score: 0, agrees: false });
});

test('unanswerable is an answer of VizWiz like any other', () => {
  const references = [...Array.from({ length: 8 }, () => 'unanswerable'), 'blurry', 'unsuitable'];
  expect(scoreBy('vizwiz', 'Unanswerable.', references)).toEqual({ score: 1, agrees: true });
});

test('GQA asks for exactly the reference, without case and full stop', () => {
  expect(scoreBy('gqa', 'Yes.', ['yes'])).toEqual({ score: 1, agrees: true });
  expect(scoreBy('gqa', ' to the left ', ['to the left'])).toEqual({ score: 1, agrees: true });
  expect(scoreBy('gqa', 'the left', ['left'])).toEqual({ score: 0, agrees: false });
});

test('without reference answers nothing is scored', () => {
  expect(scoreBy('none', 'yes', [])).toBeNull();
});
