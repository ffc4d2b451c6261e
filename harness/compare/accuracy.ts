import type { Margin } from '#harness/domain/suite.ts';
import { clusteredMean } from '#harness/stats/clustered-mean.ts';
import { tInterval } from '#harness/stats/t-interval.ts';
import type { AnswerPair } from './answers.ts';
import { identity } from './exact.ts';
import { CONFIDENCE, type Judgement, judgeEstimate, noJudgement } from './judgement.ts';
import { marginOn, scaleOf } from './scale.ts';

/**
 * Accuracy question by question. Equal output tokens prove equal accuracy; otherwise the mean of the score differences,
 * with an interval that treats the questions of one image as one cluster and has as many degrees of freedom as clusters
 * less one.
 *
 * @param baselineLevel the baseline's accuracy, 0 to 1
 */
export function compareAccuracy(margin: Margin, pairs: readonly AnswerPair[], baselineLevel: number): Judgement {
  const scale = scaleOf(margin);
  const limit = marginOn(scale, margin, baselineLevel);
  const scored = pairs.flatMap(({ questionId, scoreChange, sameTokens }) =>
    scoreChange === null ? [] : [{ image: imageOfQuestion(questionId), scoreChange, sameTokens }],
  );
  if (scored.length > 0 && scored.every((pair) => pair.sameTokens)) return identity(margin, limit, 0, scored.length);
  const difference = clusteredMean(
    scored.map((pair) => pair.scoreChange),
    scored.map((pair) => pair.image),
  );
  if (difference === null) {
    return noJudgement(scale, limit, 'tooFewLaunches', { n: scored.length, method: 'paired-questions' });
  }
  return judgeEstimate({
    metric: margin.metric,
    scale,
    margin: limit,
    n: scored.length,
    method: 'paired-questions',
    interval: tInterval(difference.estimate, difference.standardError, difference.clusters - 1, CONFIDENCE),
    robust: null,
    sessionEffect: 0,
  });
}

/** VQAv2 numbers the questions of image i from 1000 · i on, and every dataset of the harness does as it does. */
function imageOfQuestion(questionId: number): number {
  return Math.floor(questionId / 1000);
}
