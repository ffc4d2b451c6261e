import { expect, test } from 'vitest';
import type { Iteration } from '#harness/domain/measured.ts';
import { decide, POLICIES } from '#harness/gate/decide.ts';
import { assess } from '#harness/compare/assess.ts';
import { aMeasured, anIteration, aPass, aRun } from '#harness/compare/run.fixture.ts';

type Said = Partial<Pick<Iteration, 'answer' | 'tokenIdsSha256' | 'tokenCount' | 'score'>>;

const QUESTIONS = 24;

/** Both builds answer every question, each in an image of its own; what an app says is changed by arm and question. */
function assessed(say: (arm: 'baseline' | 'candidate', question: number) => Said) {
  const run = aRun({
    blocks: 2,
    passes: [aPass('accuracy', ['answerAccuracy'])],
    outcome: ({ arm, block }) =>
      aMeasured({
        iterations: Array.from({ length: QUESTIONS / 2 }, (_, index) => {
          const question = block * (QUESTIONS / 2) + index;
          const honest = { answer: `word ${question}`, tokenIdsSha256: `ids ${question}`, score: 1 };
          return anIteration({}, { questionId: 1000 * question, ...honest, ...say(arm, question) });
        }),
      }),
  });
  return assess({ run, baselineRun: null, seed: 1 });
}

const doubtsOf = (say: Parameters<typeof assessed>[0]): readonly string[] =>
  assessed(say).warnings.flatMap(({ code, message }) => (code === 'answersContradict' ? [message] : []));
const broken = (said: (question: number) => Said) => (arm: 'baseline' | 'candidate', question: number) =>
  arm === 'candidate' ? said(question) : {};

test('a broken detokeniser fails on accuracy however equal the tokens are, and the contradiction is named', () => {
  const assessment = assessed(broken((question) => ({ answer: `\u{fffd}${question}`, score: 0 })));
  expect(assessment.comparisons).toMatchObject([{ verdict: { kind: 'regression' }, change: { estimate: -1 } }]);
  expect(assessment.answerChanges).toMatchObject([{ changed: QUESTIONS, worse: QUESTIONS }]);
  const decision = decide(assessment, POLICIES.pr);
  expect(decision.kind).toBe('fail');
  expect(decision.notes).toContainEqual({
    kind: 'outputs',
    message:
      'On iPhone one, pass accuracy: 24 of 24 answers have the same output tokens in both builds, but another text or length',
  });
});

test('one text that differs where tokens are the same takes the proof of equality away, and a release is not passed on it', () => {
  const assessment = assessed(broken((question) => (question === 3 ? { answer: 'Word 3' } : {})));
  expect(assessment.comparisons).toMatchObject([{ evidence: { method: 'paired-questions' } }]);
  expect(decide(assessment, POLICIES.release)).toMatchObject({ kind: 'inconclusive' });
});

test('what an app says by accident of its own answers is never evidence that builds are equal', () => {
  const inBoth = (said: (question: number) => Said) => (_: string, question: number) => said(question);
  // Tokens that are constant, or none at all.
  expect(doubtsOf(inBoth(() => ({ tokenIdsSha256: 'constant' })))).toEqual([
    expect.stringContaining('the baseline reports the same output tokens with different texts'),
    expect.stringContaining('the candidate reports the same output tokens with different texts'),
  ]);
  // One text whatever was put out: empty, or of another field.
  expect(doubtsOf(broken(() => ({ answer: '' })))).toEqual([
    expect.stringContaining('24 of 24 answers have the same output tokens in both builds'),
    expect.stringContaining('the candidate reports 24 different outputs and the same text for all of them'),
  ]);
  // The hash is of something else than the tokens: of a nonce, a time, the memory.
  expect(doubtsOf(broken((question) => ({ tokenIdsSha256: `random ${question}` })))).toEqual([
    expect.stringContaining('all 24 answers have the same text in both builds, but other output tokens'),
  ]);
  // Fewer tokens than before, and yet the same ones.
  expect(doubtsOf(broken((question) => (question < 2 ? { tokenCount: 3 } : {})))).toEqual([
    expect.stringContaining('2 of 24 answers have the same output tokens in both builds, but another text or length'),
  ]);
  // The score of one build is missing, or another one for the same text.
  expect(doubtsOf(broken((question) => (question < 5 ? { score: null } : {})))).toEqual([
    expect.stringContaining('5 of 24 answers are scored for one build only'),
  ]);
  expect(doubtsOf(broken((question) => (question < 5 ? { score: 0.3 } : {})))).toEqual([
    expect.stringContaining('5 of 24 answers have the same text in both builds, but another score'),
  ]);
});

test('answers that differ honestly contradict nothing', () => {
  expect(doubtsOf(() => ({}))).toEqual([]);
  expect(
    doubtsOf(broken((question) => ({ answer: `other ${question}`, tokenIdsSha256: `x${question}`, score: 0 }))),
  ).toEqual([]);
});

test('one build that puts the same tokens into different texts from launch to launch is named', () => {
  const run = aRun({
    blocks: 4,
    passes: [aPass('accuracy', ['answerAccuracy'])],
    outcome: ({ arm, block }) =>
      aMeasured({ iterations: [anIteration({}, { answer: arm === 'candidate' ? `text ${block}` : 'yes' })] }),
  });
  const { warnings } = assess({ run, baselineRun: null, seed: 1 });
  expect(warnings.slice(2).map(({ message }) => message)).toEqual([
    expect.stringContaining(
      'the candidate reports the same output tokens with different texts or lengths, for 1 output',
    ),
    expect.stringContaining('The candidate does not always answer the same question alike'),
  ]);
});
