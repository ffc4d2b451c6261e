import { expect, test } from 'vitest';
import type { Comparison } from '#harness/domain/comparison.ts';
import type { AnswerChange } from '#harness/domain/answer-change.ts';
import { aComparison, anAssessment, aRegression } from './assessment.fixture.ts';
import { decide, POLICIES } from './decide.ts';

const { pr, release } = POLICIES;

/** A tenth of the answers differ; they have so many tokens. */
function answers(candidate: number, changed = 6): AnswerChange {
  return {
    deviceId: 'one',
    passId: 'latency',
    questions: 60,
    changed,
    better: 0,
    worse: 0,
    pFlips: null,
    meanTokens: { baseline: 20, candidate },
    answers: [],
    byType: [],
  };
}

const decided = (comparison: Comparison, change: AnswerChange, policy: typeof pr | typeof release = release) =>
  decide(anAssessment([comparison], { answerChanges: [change] }), policy);

test('answers that differ while a build is timed are noted with their lengths', () => {
  const { kind, notes } = decided(aComparison('timeToFirstToken'), answers(20.4));
  expect(kind).toBe('pass');
  expect(notes).toEqual([
    {
      kind: 'outputs',
      message: '6 of 60 timed answers differ on iPhone one, pass latency (20.0 tokens on average before, 20.4 now)',
    },
  ]);
});

test('a build that is only faster because it answers less does not pass', () => {
  const faster = aComparison('endToEnd', { verdict: { kind: 'improvement' } });
  expect(decided(faster, answers(14))).toMatchObject({ kind: 'inconclusive', reasons: [{ kind: 'outputs' }] });
  expect(decided(faster, answers(14), pr)).toMatchObject({ kind: 'pass', notes: [{ kind: 'outputs' }] });
});

test('a build that answers more questions a second because it answers less does not pass', () => {
  const faster = aComparison('sustainedThroughput', { verdict: { kind: 'improvement' } });
  expect(decided(faster, answers(14))).toMatchObject({ kind: 'inconclusive', reasons: [{ kind: 'outputs' }] });
  expect(decided(aComparison('throughputRetention'), answers(14)).kind).toBe('pass');
});

test('answers that are shorter by less than the margin, or not the same work, are no doubt', () => {
  expect(decided(aComparison('endToEnd'), answers(19.5)).kind).toBe('pass');
  expect(decided(aComparison('timeToFirstToken'), answers(14)).kind).toBe('pass');
});

test('a build that is slower though it answers less fails all the same', () => {
  expect(decided(aRegression('endToEnd'), answers(14)).kind).toBe('fail');
});

test('the same answers need no word', () => {
  expect(decided(aComparison('endToEnd'), answers(20, 0)).notes).toEqual([]);
});
