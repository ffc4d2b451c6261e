import { expect, test } from 'vitest';
import { createRandom } from '#harness/stats/random.ts';
import { meanChange, type ScoredPair } from './answer-interval.ts';
import { anIteration } from '#harness/compare/run.fixture.ts';

type Flips = {
  readonly questions: number;
  readonly perImage?: number;
  /** The share of images whose questions flip together; those of the others flip each by itself. */
  readonly together?: number;
  readonly better: number;
  readonly worse: number;
  /** Of a flip; one of them by lot. */
  readonly sizes?: readonly number[];
};

const MARGIN = 0.01;
const SOFT = [0.3, 0.6, 1];
const answer = anIteration();

function flips(seed: number, { questions, perImage = 1, together = 0, better, worse, sizes = [1] }: Flips) {
  const random = createRandom(seed, 'flips');
  const draw = (): number => {
    const [chance, size] = [random.next(), sizes[Math.floor(random.next() * sizes.length)] ?? 1];
    return chance < worse ? -size : chance < worse + better ? size : 0;
  };
  return Array.from({ length: questions / perImage }, (_, imageId) => {
    const [common, isWhole] = [draw(), random.next() < together];
    return Array.from({ length: perImage }, (_, index): ScoredPair => {
      const value = isWhole ? common : draw();
      const pair = { questionId: perImage * imageId + index, imageId, answerType: '', questionType: '' };
      return { pair: { ...pair, baseline: answer, candidate: answer }, value };
    });
  }).flat();
}

/** Shares of 500 comparisons whose interval lies within the margin, or beyond it. */
function shares(kind: Flips): { readonly passed: number; readonly regressed: number } {
  const ends = Array.from({ length: 500 }, (_, seed) => meanChange(flips(seed, kind))?.interval);
  return {
    passed: ends.filter((interval) => (interval?.low ?? -1) > -MARGIN).length / 500,
    regressed: ends.filter((interval) => (interval?.high ?? 1) < -MARGIN).length / 500,
  };
}

test.each<[string, Flips]>([
  ['hardly any answer flips', { questions: 240, better: 0, worse: 0.01 }],
  ['few answers flip', { questions: 500, better: 0, worse: 0.01 }],
  ['many flip to either side', { questions: 500, better: 0.02, worse: 0.03 }],
  ['flips are of a part of a point', { questions: 500, better: 0, worse: 0.03 / 1.9, sizes: SOFT }],
  ['images flip as a whole', { questions: 600, perImage: 3, together: 1, better: 0, worse: 0.01 }],
  ['two images in five flip as a whole', { questions: 600, perImage: 3, together: 0.4, better: 0, worse: 0.01 }],
  ['the questions of an image flip each by itself', { questions: 600, perImage: 3, better: 0, worse: 0.01 }],
])('a loss of just the margin passes in at most 5 of 100 and is called in as many: %s', (_name, kind) => {
  const { passed, regressed } = shares(kind);
  // Three standard errors of 500 trials are 2.9 points.
  expect(passed).toBeLessThan(0.079);
  expect(regressed).toBeLessThan(0.079);
});

test('an unchanged build with few flips passes, and a loss of three points is found', () => {
  expect(shares({ questions: 1200, better: 0.002, worse: 0.002 }).passed).toBeGreaterThan(0.97);
  expect(shares({ questions: 500, better: 0, worse: 0.03 }).regressed).toBeGreaterThan(0.9);
});
