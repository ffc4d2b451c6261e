import { expect, test } from 'vitest';
import { createRandom } from '#harness/stats/random.ts';
import { compareAnswers } from './accuracy.ts';
import type { AnswerPair } from './answers.ts';
import type { Judgement } from '#harness/compare/change/judgement.ts';
import { assess } from '#harness/compare/assess.ts';
import { aMargin, aMeasured, anIteration, aPass, aRun } from '#harness/compare/run.fixture.ts';

const compare = (pairs: readonly AnswerPair[], absolute = 0.01): Judgement =>
  compareAnswers(aMargin('answerAccuracy', { absolute }), pairs, 0.6, 1);
const outcomeOf = ({ verdict }: Judgement): string => (verdict.kind === 'inconclusive' ? verdict.reason : verdict.kind);

const pair = (questionId: number, change: number | null, sameTokens = change === 0, answerType = ''): AnswerPair => ({
  questionId,
  imageId: Math.floor(questionId / 1000),
  answerType,
  questionType: '',
  baseline: anIteration({}, { score: change === null ? null : 0.5 - change / 2, tokenIdsSha256: 'before' }),
  candidate: anIteration(
    {},
    { score: change === null ? null : 0.5 + change / 2, tokenIdsSha256: sameTokens ? 'before' : 'after' },
  ),
});

/** Every image has three questions; of each question's answers some share turns better or worse by a whole point. */
function answers(seed: number, images: number, better: number, worse: number): AnswerPair[] {
  const random = createRandom(seed);
  return Array.from({ length: 3 * images }, (_, index) => {
    const chance = random.next();
    const change = chance < better ? 1 : chance < better + worse ? -1 : 0;
    return pair(1000 * Math.floor(index / 3) + (index % 3), change);
  });
}

test('equal tokens, texts and scores prove equal accuracy: the change is zero for certain', () => {
  const result = compare([pair(1000, 0), pair(2000, 0)]);
  expect(result).toMatchObject({ change: { low: 0, high: 0 }, verdict: { kind: 'noRegression' } });
  expect(result.evidence).toMatchObject({ method: 'identity', n: 2 });
});

test('equal tokens with another text or score prove nothing', () => {
  const changed = (change: object): AnswerPair => {
    const same = pair(1000, 0);
    return { ...same, candidate: same.candidate === null ? null : { ...same.candidate, ...change } };
  };
  expect(compare([changed({ answer: 'no' }), pair(2000, 0)]).evidence.method).toBe('paired-questions');
  expect(compare([changed({ score: 0 }), pair(2000, 0)]).change?.estimate).toBe(-0.25);
});

test('other tokens with the same scores are no identity', () => {
  expect(compare([pair(1000, 0, false), pair(2000, 0)]).evidence.method).toBe('paired-questions');
});

test('the interval is the score interval of paired zeros and ones', () => {
  // PropCIs: scoreci.mp(25, 28, 618, 0.9) is −.0148 to .0247; t of 617 degrees of freedom is all but normal.
  const flipped = Array.from({ length: 618 }, (_, index) => pair(1000 * index, index < 28 ? 1 : index < 53 ? -1 : 0));
  const result = compare(flipped);
  expect(result.change?.estimate).toBeCloseTo(3 / 618, 12);
  expect(result.change?.low).toBeCloseTo(-0.0148, 3);
  expect(result.change?.high).toBeCloseTo(0.0247, 3);
  expect(result.scale).toBe('absolute');
});

test('images that flip as a whole count as one question each', () => {
  const once = Array.from({ length: 60 }, (_, index) => pair(1000 * index, index % 10 === 0 ? -1 : 0));
  const twice = once.flatMap((one) => [one, { ...one, questionId: one.questionId + 1 }]);
  expect(compare(twice).change?.low).toBeCloseTo(compare(once).change?.low ?? Number.NaN, 9);
  expect(compare(twice).change?.high).toBeCloseTo(compare(once).change?.high ?? Number.NaN, 9);
});

test('p is at most 5 % just where the whole interval is worse than the margin', () => {
  const worse = answers(1, 100, 0, 0.1);
  const high = -(compare(worse).change?.high ?? Number.NaN);
  expect(compare(worse, high - 1e-6).evidence.pRegression).toBeLessThan(0.05);
  expect(compare(worse, high + 1e-6).evidence.pRegression).toBeGreaterThan(0.05);
  expect(compare(worse, 1.5).evidence.pRegression).toBe(1);
});

test('many answers turned worse are a regression, turned better an improvement', () => {
  expect(outcomeOf(compare(answers(1, 200, 0.02, 0.15)))).toBe('regression');
  expect(outcomeOf(compare(answers(1, 200, 0.15, 0.02)))).toBe('improvement');
});

test('two images that both turned worse are too few to be sure, eight are not', () => {
  const worse = Array.from({ length: 8 }, (_, index) => pair(1000 * index, -1));
  expect(outcomeOf(compare(worse.slice(0, 2)))).toBe('straddlesMargin');
  expect(outcomeOf(compare(worse))).toBe('regression');
});

test('questions without a score are not counted; without any, nothing is claimed', () => {
  expect(compare([pair(1000, null), pair(2000, 0), pair(3000, 0)]).evidence.n).toBe(2);
  expect(outcomeOf(compare([pair(1000, null)]))).toBe('tooFewLaunches');
  expect(outcomeOf(compare([]))).toBe('tooFewLaunches');
});

test('questions of a single image are one observation', () => {
  expect(outcomeOf(compare([pair(1000, -1), pair(1001, -1), pair(1002, 0)]))).toBe('tooFewLaunches');
});

test('of 500 comparisons with as many better as worse answers at most 1 % are called a regression', () => {
  let regressions = 0;
  for (let seed = 0; seed < 500; seed += 1) {
    if (compare(answers(seed, 80, 0.03, 0.03), 0.03).verdict.kind === 'regression') regressions += 1;
  }
  expect(regressions).toBeLessThanOrEqual(5);
});

test('a loss of exactly the margin is called a regression in at most 5 of 100 comparisons, and a little that chance adds', () => {
  let regressions = 0;
  for (let seed = 0; seed < 400; seed += 1) {
    if (compare(answers(seed, 100, 0.03, 0.06), 0.03).verdict.kind === 'regression') regressions += 1;
  }
  expect(regressions / 400).toBeLessThanOrEqual(0.065);
});

test('what only differs between answer types widens no interval', () => {
  const mixed = Array.from({ length: 60 }, (_, index) => {
    const isNumber = index % 2 === 0;
    return pair(1000 * index, isNumber ? -0.3 : 0.3, false, isNumber ? 'number' : 'other');
  });
  const width = ({ change }: Judgement): number => (change?.high ?? 0) - (change?.low ?? 0);
  expect(width(compare(mixed))).toBeLessThan(0.06);
  expect(width(compare(mixed.map((one) => ({ ...one, answerType: '' }))))).toBeGreaterThan(0.12);
});

test('agreement is compared as accuracy is, by whether the answer is the one most people gave', () => {
  const strays = answers(1, 200, 0, 0.2).map((one) => ({
    ...one,
    candidate: one.candidate === null ? null : { ...one.candidate, agrees: (one.candidate.score ?? 0) > 0 },
  }));
  const margin = aMargin('answerAgreement', { absolute: 0.01 });
  expect(outcomeOf(compareAnswers(margin, strays, 0.9, 1))).toBe('regression');
  expect(outcomeOf(compareAnswers(margin, answers(1, 400, 0, 0.2), 0.9, 1))).toBe('noRegression');
});

test('flips that cancel within an image, or that are none so far, leave the doubt of those that have not shown', () => {
  const quiet = Array.from({ length: 60 }, (_, index) => pair(1000 * index, 0, index > 0));
  const cancelling = [pair(1000, 1), pair(1001, -1), ...quiet.slice(2)];
  // t² / (n + t²), t of 59 degrees of freedom.
  expect(compare(quiet).change?.low).toBeCloseTo(-(1.671093 ** 2) / (60 + 1.671093 ** 2), 6);
  expect(compare(cancelling).change?.low ?? 0).toBeLessThan(-0.03);
  expect(outcomeOf(compare(quiet))).toBe('straddlesMargin');
});

test('equal answers say how large a loss among other questions these images would have shown', () => {
  const same = Array.from({ length: 240 }, (_, index) => pair(500 * index, 0));
  const { evidence, verdict } = compare(same);
  expect(verdict.kind).toBe('noRegression');
  // 240 questions of 120 images: 1 − .2^(1/120).
  expect(evidence.minimalDetectable).toBeCloseTo(0.0133225, 6);
});

test('a build that answers rightly once and wrongly from then on does not pass by its first answers', () => {
  const run = aRun({
    blocks: 3,
    passes: [aPass('accuracy', ['answerAccuracy', 'answerAgreement'])],
    outcome: ({ arm, block }) =>
      aMeasured({
        iterations: Array.from({ length: 20 }, (_, index) => {
          const isWrong = arm === 'candidate' && block > 0;
          const said = isWrong ? { score: 0, agrees: false, answer: 'no', tokenIdsSha256: 'no' } : {};
          return anIteration({}, { index, questionId: 1000 * index, ...said });
        }),
      }),
  });
  const { comparisons, summaries, warnings } = assess({ run, baselineRun: null, seed: 1 });
  expect(comparisons.map(({ verdict }) => verdict.kind)).toEqual(['regression', 'regression']);
  expect(summaries.map(({ median }) => median.estimate)).toEqual([1, 1 / 3, 1, 0]);
  expect(warnings.map(({ code }) => code)).not.toContain('answersContradict');
});
