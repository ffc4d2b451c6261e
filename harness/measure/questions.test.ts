import { expect, test } from 'vitest';
import type { Question } from '#harness/domain/dataset.ts';
import type { Pass } from '#harness/domain/suite.ts';
import { questionsOf } from './questions.ts';

const all = Array.from({ length: 5 }, (_, id) => ({ id }) as Question);
const pass = (iterationsPerLaunch: number): Pass => ({ protocol: { iterationsPerLaunch } }) as Pass;
const ids = (iterations: number, block: number): readonly number[] =>
  questionsOf(pass(iterations), block, all).map((question) => question.id);

test('blocks walk through the questions and start again at the end', () => {
  expect([0, 1, 2].map((block) => ids(2, block))).toEqual([
    [0, 1],
    [2, 3],
    [4, 0],
  ]);
});

test('a launch never asks a question twice', () => {
  expect(ids(9, 3)).toHaveLength(5);
  expect(new Set(ids(9, 3)).size).toBe(5);
});
