import { CONFIDENCE } from '#harness/compare/levels.ts';
import type { Interval } from '#harness/domain/comparison.ts';
import type { AccuracyByType, AnswerChange } from '#harness/domain/answer-change.ts';
import { mean } from '#harness/stats/moments.ts';
import { signTest } from '#harness/stats/sign-test.ts';
import { meanChange, type ScoredPair } from './answer-interval.ts';
import { type AnswerPair, changedAnswer, isSameAnswer, scoreChange } from './answers.ts';

/** What became of the answers of one pass on one device; null where no question was answered by both builds. */
export function answerChangeOf(deviceId: string, passId: string, pairs: readonly AnswerPair[]): AnswerChange | null {
  if (pairs.length === 0) return null;
  const changed = pairs.filter((pair) => !isSameAnswer(pair));
  const changes = changed.map((pair) => scoreChange(pair) ?? 0);
  const [better, worse] = [
    changes.filter((change) => change > 0).length,
    changes.filter((change) => change < 0).length,
  ];
  return {
    deviceId,
    passId,
    questions: pairs.length,
    changed: changed.length,
    better,
    worse,
    pFlips: better + worse === 0 ? null : signTest(better, worse).twoSided,
    meanTokens: meanTokens(pairs),
    ...cutOffAlone(pairs),
    answers: changed
      .map(changedAnswer)
      .sort((a, b) => (a.scoreChange ?? 0) - (b.scoreChange ?? 0) || a.questionId - b.questionId),
    byType: [...accuracyBy('answerType', pairs), ...accuracyBy('questionType', pairs)],
  };
}

/** An answer that a fault cut off has no length of its own; it is left out of both means. */
function meanTokens(pairs: readonly AnswerPair[]): AnswerChange['meanTokens'] {
  const answered = pairs.flatMap(({ baseline, candidate }) => (candidate === null ? [] : [{ baseline, candidate }]));
  return {
    baseline: mean(answered.map(({ baseline }) => baseline.tokenCount)) ?? 0,
    candidate: mean(answered.map(({ candidate }) => candidate.tokenCount)) ?? 0,
  };
}

/** An answer that the limit of its tokens ended would have gone on: the two are not of one length. */
function cutOffAlone(pairs: readonly AnswerPair[]): Pick<AnswerChange, 'cutOff'> {
  const ofArm = (arm: 'baseline' | 'candidate'): readonly number[] =>
    pairs.flatMap(({ questionId, ...pair }) => {
      const [own, other] = [pair[arm], pair[arm === 'baseline' ? 'candidate' : 'baseline']];
      return own?.finishReason === 'length' && other?.finishReason === 'endOfSequence' ? questionId : [];
    });
  const cutOff = { baseline: ofArm('baseline'), candidate: ofArm('candidate') };
  return cutOff.baseline.length + cutOff.candidate.length === 0 ? {} : { cutOff };
}

function accuracyBy(by: AccuracyByType['by'], pairs: readonly AnswerPair[]): readonly AccuracyByType[] {
  const scored = pairs.flatMap((pair) => {
    const change = scoreChange(pair);
    return change === null || pair[by] === '' ? [] : [{ pair, value: change, before: pair.baseline.score ?? 0 }];
  });
  return [...Map.groupBy(scored, ({ pair }) => pair[by])]
    .map(([type, own]): AccuracyByType => {
      const baseline = mean(own.map(({ before }) => before)) ?? 0;
      const candidate = baseline + (mean(own.map(({ value }) => value)) ?? 0);
      return { by, type, questions: own.length, baseline, candidate, change: intervalOf(own) };
    })
    .sort((a, b) => a.type.localeCompare(b.type, 'en'));
}

/** That of the comparison of accuracy, of the questions of one type: where these are all of them, the two are equal. */
function intervalOf(scored: readonly ScoredPair[]): Interval | null {
  if (scored.every(({ pair }) => isSameAnswer(pair))) {
    return { estimate: 0, low: 0, high: 0, confidence: CONFIDENCE };
  }
  const change = meanChange(scored);
  if (change === null) return null;
  const { estimate, low, high } = change.interval;
  return { estimate, low, high, confidence: CONFIDENCE };
}
