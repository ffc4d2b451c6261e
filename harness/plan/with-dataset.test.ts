import { expect, test } from 'vitest';
import { aPass, aSuite } from '#harness/compare/run.fixture.ts';
import type { LoadedDataset } from '#harness/ports/dataset.ts';
import { withDataset, withEveryQuestion, withoutMissingScores } from './with-dataset.ts';

const suite = aSuite([aPass('latency', ['endToEnd']), aPass('accuracy', ['answerAccuracy'])]);
const [latency, accuracy] = suite.passes;

/** A loaded dataset of so many questions. */
function loaded(questions: number): LoadedDataset {
  const question = {
    id: 1000,
    imageId: 1,
    imageSha256: '',
    imagePath: '',
    text: '',
    answerType: 'other',
    questionType: '',
    answers: [],
  };
  return {
    reference: { id: 'own', subset: 'all', manifestSha256: '', licence: null, evaluator: 'match-1', questions },
    questions: Array.from({ length: questions }, (_, index) => ({ ...question, id: 1000 + index })),
    score: () => null,
  };
}

test('another dataset takes the place of the own one where answers are scored, and brings its prompt', () => {
  const { passes } = withDataset(suite, { dataset: 'vqav2-val/gate-2000' });
  expect(passes[0]).toEqual(latency);
  expect(passes[1]?.workload).toEqual({
    ...accuracy?.workload,
    dataset: 'vqav2-val',
    subset: 'gate-2000',
    promptTemplate: '{question}\nAnswer the question using a single word or phrase.',
  });
});

test('a dataset without a subset is all of it, and another subset of the own dataset keeps the prompt', () => {
  expect(withDataset(suite, { dataset: 'own' }).passes[1]?.workload).toMatchObject({ dataset: 'own', subset: 'all' });
  expect(withDataset(suite, { dataset: 'shapes-vqa/mixed' }).passes[1]?.workload).toEqual({
    ...accuracy?.workload,
    subset: 'mixed',
  });
});

test('a prompt is asked as it is given, and needs a place for the question', () => {
  const { passes } = withDataset(suite, { prompt: 'Briefly: {question}' });
  expect(passes[1]?.workload).toEqual({ ...accuracy?.workload, promptTemplate: 'Briefly: {question}' });
  expect(() => withDataset(suite, { prompt: 'What is it?' })).toThrow('has no place for the question');
});

test('a suite that scores nothing takes no dataset', () => {
  const none = aSuite([aPass('latency', ['endToEnd'])]);
  expect(() => withDataset(none, { dataset: 'own' })).toThrow('scores no answers');
  expect(withDataset(none, {})).toBe(none);
});

test.each([
  [7, 7, 1],
  [240, 240, 1],
  [241, 240, 2],
  [2000, 240, 9],
])('%i questions are asked in launches of %i, in %i blocks', (questions, iterationsPerLaunch, blocks) => {
  const scoring = aPass('accuracy', ['answerAccuracy']);
  const own = aSuite([{ ...scoring, protocol: { ...scoring.protocol, blocks: 1, iterationsPerLaunch: 240 } }]);
  const { passes } = withEveryQuestion(own, new Map([['accuracy', loaded(questions)]]), { dataset: 'own' });
  expect(passes[0]?.protocol).toMatchObject({ blocks, iterationsPerLaunch });
});

test('a pass that measures other things too, and the own dataset, keep their protocol', () => {
  const smoke = aSuite([aPass('smoke', ['endToEnd', 'answerAccuracy'])]);
  const datasets = new Map([
    ['smoke', loaded(500)],
    ['accuracy', loaded(500)],
  ]);
  expect(withEveryQuestion(smoke, datasets, { dataset: 'own' })).toEqual(smoke);
  expect(withEveryQuestion(suite, datasets, {})).toBe(suite);
});

test('a dataset without reference answers is measured without accuracy, and refused where nothing else is measured', () => {
  const mixed = aSuite([aPass('smoke', ['endToEnd', 'answerAccuracy'])]);
  const unscored: LoadedDataset = { ...loaded(3), reference: { ...loaded(3).reference, evaluator: 'none' } };
  const without = withoutMissingScores(mixed, new Map([['smoke', unscored]]));
  expect(without.passes.map(({ metrics }) => metrics)).toEqual([['endToEnd']]);
  expect(without.margins.map(({ metric }) => metric)).not.toContain('answerAccuracy');
  expect(withoutMissingScores(mixed, new Map([['smoke', loaded(3)]]))).toEqual(mixed);
  expect(() => withoutMissingScores(suite, new Map([['accuracy', unscored]]))).toThrow(
    'has no reference answers, and the pass accuracy of',
  );
});
