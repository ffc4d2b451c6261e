import { expect, test } from 'vitest';
import type { AnswerChange } from '#harness/domain/answer-change.ts';
import type { AskedQuestion } from '#harness/domain/dataset.ts';
import type { Outcome } from '#harness/domain/launch.ts';
import type { Iteration } from '#harness/domain/measured.ts';
import { assess } from '#harness/compare/assess.ts';
import { aMeasured, anIteration, aPass, aRun, CRASH, LOST, type Place, TOO_HOT } from '#harness/compare/run.fixture.ts';

type Answered = { readonly id: number; readonly text: string; readonly score: number; readonly tokens?: number };

const answer = ({ id, text, score, tokens = 2 }: Answered): Iteration =>
  anIteration({ tokens }, { questionId: id, answer: text, tokenIdsSha256: text, score, agrees: score === 1 });

const asked = (id: number, answerType: string): AskedQuestion => ({
  dataset: 'shapes-vqa',
  id,
  imageId: Math.floor(id / 1000),
  imageSha256: 'i',
  text: 'what colour?',
  answerType,
  questionType: 'what',
  answers: ['red'],
});

const BEFORE: readonly Answered[] = [
  { id: 1000, text: 'red', score: 1 },
  { id: 1001, text: '2', score: 1 },
  { id: 2000, text: 'blue', score: 0.6 },
  { id: 3000, text: 'yes', score: 1 },
];

/** What became of the answers when the candidate gives these; null for a crash. */
function changeOf(after: readonly Answered[] | null): AnswerChange | undefined {
  const outcome = ({ arm }: Place) => {
    if (arm === 'baseline') return aMeasured({ iterations: BEFORE.map(answer) });
    return after === null ? CRASH : aMeasured({ iterations: after.map(answer) });
  };
  const questions = [asked(1000, 'other'), asked(1001, 'number'), asked(2000, 'other'), asked(3000, 'yes/no')];
  const run = aRun({ blocks: 1, passes: [aPass('accuracy', ['answerAccuracy'])], outcome, overrides: { questions } });
  return assess({ run, baselineRun: null, seed: 1 }).answerChanges[0];
}

test('the same answers change nothing', () => {
  expect(changeOf(BEFORE)).toMatchObject({ questions: 4, changed: 0, better: 0, worse: 0, pFlips: null, answers: [] });
});

test('answers that one build alone cuts off at the limit of tokens are named, the same tokens too', () => {
  const ended = (text: string, questionId: number, finishReason?: 'length' | 'endOfSequence'): Iteration =>
    anIteration({}, { questionId, tokenIdsSha256: text, answer: text, ...(finishReason && { finishReason }) });
  const run = aRun({
    blocks: 1,
    passes: [aPass('accuracy', ['answerAccuracy'])],
    outcome: ({ arm }) =>
      aMeasured({
        iterations:
          arm === 'baseline'
            ? [ended('a', 1, 'endOfSequence'), ended('b', 2, 'endOfSequence'), ended('c', 3), ended('d', 4, 'length')]
            : [
                ended('a', 1, 'length'),
                ended('b', 2, 'endOfSequence'),
                ended('c', 3, 'length'),
                ended('x', 4, 'endOfSequence'),
              ],
      }),
  });
  const { answerChanges, warnings } = assess({ run, baselineRun: null, seed: 1 });
  expect(answerChanges[0]?.cutOff).toEqual({ candidate: [1], baseline: [4] });
  expect(answerChanges[0]?.answers).toMatchObject([
    { baseline: { finishReason: 'length' }, candidate: { finishReason: 'endOfSequence' } },
  ]);
  expect(warnings.find(({ code }) => code === 'answersCutOff')?.message).toMatch(
    /^The candidate alone cuts off 1 answer at the limit of tokens \(question 1\) and the baseline alone cuts off 1 answer/,
  );
  expect(changeOf(BEFORE)).not.toHaveProperty('cutOff');
});

test('changed answers are listed with their scores, the greatest loss first', () => {
  const [red, two, , yes] = BEFORE;
  if (red === undefined || two === undefined || yes === undefined) throw new Error('no answers');
  const change = changeOf([{ ...red, text: 'green', score: 0 }, two, { id: 2000, text: 'sky', score: 1 }, yes]);
  expect(change).toMatchObject({ changed: 2, better: 1, worse: 1, pFlips: 1 });
  expect(change?.answers).toEqual([
    { questionId: 1000, baseline: given('red', 1), candidate: given('green', 0), scoreChange: -1 },
    { questionId: 2000, baseline: given('blue', 0.6), candidate: given('sky', 1), scoreChange: 0.4 },
  ]);
});

const given = (text: string, score: number) => ({ text, tokens: 2, score });

test('the chance of the flips is that of so many heads of a fair coin', () => {
  const after = Array.from(
    { length: 4 },
    (_, index) => ({ ...(BEFORE[index] ?? BEFORE[0]), text: 'x', score: 0 }) as Answered,
  );
  // Four heads of four, and four tails: 2 / 16.
  expect(changeOf(after)?.pFlips).toBeCloseTo(0.125, 12);
});

test('answers that got shorter say so', () => {
  const short = BEFORE.map((one) => ({ ...one, text: `${one.text}.`, tokens: 1 }));
  expect(changeOf(short)?.meanTokens).toEqual({ baseline: 2, candidate: 1 });
});

test('accuracy is reported by answer type and by question type, in their order', () => {
  const change = changeOf(BEFORE.map((one) => (one.id === 1001 ? { ...one, text: '3', score: 0 } : one)));
  expect(change?.byType.map(({ by, type, questions }) => [by, type, questions])).toEqual([
    ['answerType', 'number', 1],
    ['answerType', 'other', 2],
    ['answerType', 'yes/no', 1],
    ['questionType', 'what', 4],
  ]);
  expect(change?.byType[0]).toMatchObject({ baseline: 1, candidate: 0, change: null });
  expect(change?.byType[3]?.change?.estimate).toBeCloseTo(-0.25, 12);
});

test('a type that all questions are of has the interval of the comparison, images with several flips and strata included', () => {
  const after = BEFORE.map((one, index) => (index === 3 ? one : { ...one, text: 'x', score: index === 1 ? 0.3 : 0 }));
  const outcome = ({ arm }: Place) => aMeasured({ iterations: (arm === 'baseline' ? BEFORE : after).map(answer) });
  const types = ['other', 'number', 'other', 'yes/no'];
  const questions = BEFORE.map(({ id }, index) => asked(id, types[index] ?? ''));
  const passes = [aPass('accuracy', ['answerAccuracy'])];
  const { answerChanges, comparisons } = assess({
    run: aRun({ blocks: 1, passes, outcome, overrides: { questions } }),
    baselineRun: null,
    seed: 1,
  });
  const all = answerChanges[0]?.byType.find(({ by }) => by === 'questionType');
  expect(all).toMatchObject({ type: 'what', questions: 4 });
  expect(all?.change).toEqual(comparisons[0]?.change);
});

test('a type whose answers have the same tokens did not change, for certain', () => {
  const change = changeOf(BEFORE.map((one) => (one.id === 1001 ? { ...one, text: '3', score: 0 } : one)));
  expect(change?.byType.find(({ type }) => type === 'other')?.change).toMatchObject({ estimate: 0, low: 0, high: 0 });
});

test('questions that a crash left unanswered count as wrong and are listed', () => {
  const change = changeOf(null);
  expect(change).toMatchObject({ questions: 4, changed: 4, worse: 4 });
  expect(change?.answers[0]).toMatchObject({ candidate: null, scoreChange: -1 });
});

/**
 * Questions that the candidate answered or is charged with, where its blocks came to this and the baseline was
 * measured.
 */
function charged(outcomes: readonly (Outcome | 'notTried')[]): readonly number[] {
  const outcome = ({ arm, block }: Place): Outcome => {
    const own = outcomes[block];
    const isMeasured = arm === 'baseline' || own === undefined || own === 'notTried';
    return isMeasured ? aMeasured({ iterations: [answer({ id: 1000 * block, text: 'red', score: 1 })] }) : own;
  };
  const run = aRun({ blocks: outcomes.length, passes: [aPass('accuracy', ['answerAccuracy'])], outcome });
  const launches = run.launches.filter(({ slot }) => slot.arm === 'baseline' || outcomes[slot.block] !== 'notTried');
  const [change] = assess({ run: { ...run, launches }, baselineRun: null, seed: 1 }).answerChanges;
  return change?.answers.map(({ questionId }) => questionId / 1000) ?? [];
}

test('a launch that the lab lost, or that was excluded, says nothing of the answers, whatever crashed before', () => {
  const answered = aMeasured({ iterations: [answer({ id: 3000, text: 'red', score: 1 })] });
  expect(charged([CRASH, LOST, TOO_HOT, answered])).toEqual([0]);
});

test('questions of a launch that was measured beside the baseline and does not answer them count as wrong', () => {
  expect(charged([aMeasured({ iterations: [] }), aMeasured({ iterations: [] }), 'notTried'])).toEqual([0, 1]);
});

test('what was not tried any more after crashes is charged to the build, what was not tried for other reasons is not', () => {
  expect(charged([CRASH, CRASH, CRASH, 'notTried', 'notTried'])).toEqual([0, 1, 2, 3, 4]);
  expect(charged([CRASH, LOST, 'notTried'])).toEqual([0]);
});

test('the accuracy of a build is that of all questions that it answered, whichever launch asked them', () => {
  const scores = [1, 0, 0, 0.6];
  const outcome = ({ block }: Place) => {
    const asking = block === 0 ? [0] : [1, 2, 3];
    return aMeasured({ iterations: asking.map((id) => answer({ id: 1000 * id, text: 'x', score: scores[id] ?? 0 })) });
  };
  const run = aRun({ blocks: 2, passes: [aPass('accuracy', ['answerAccuracy'])], outcome });
  expect(assess({ run, baselineRun: null, seed: 1 }).summaries[0]?.median.estimate).toBeCloseTo(0.4, 12);
});
