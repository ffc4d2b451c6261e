import { CONFIDENCE, POWER } from '#harness/compare/levels.ts';
import type { Margin } from '#harness/domain/suite.ts';
import { bootstrapClusteredMean } from '#harness/stats/intervals/cluster-bootstrap.ts';
import { createRandom } from '#harness/stats/random.ts';
import { meanChange, type ScoredPair } from './answer-interval.ts';
import { answerDifference, type AnswerPair, isSameAnswer } from './answers.ts';
import { identity } from '#harness/compare/change/exact.ts';
import { type Judgement, judgeEstimate, noJudgement } from '#harness/compare/change/judgement.ts';
import { marginOn, scaleOf } from '#harness/compare/change/scale.ts';

/** Enough that the 5 % ends of the interval are settled to half a point of coverage. */
const RESAMPLES = 2000;
/** Fewer images than this have too few different resamples to say anything of the ends. */
const MIN_CLUSTERS = 12;

/**
 * Accuracy, or agreement, question by question. Equal tokens with equal texts and scores prove equal accuracy of the
 * questions asked; otherwise the mean of the differences. The robust check draws whole images anew (BCa).
 *
 * @param baselineLevel the baseline's accuracy, 0 to 1
 */
export function compareAnswers(
  margin: Margin,
  pairs: readonly AnswerPair[],
  baselineLevel: number,
  seed: number,
): Judgement {
  const limit = marginOn(scaleOf(margin), margin, baselineLevel);
  const scored = pairs.flatMap((pair) => {
    const value = answerDifference(margin.metric, pair);
    return value === null ? [] : [{ pair, value }];
  });
  if (scored.length > 0 && scored.every(({ pair }) => isSameAnswer(pair))) {
    const same = identity(limit, 0, scored.length);
    return { ...same, evidence: { ...same.evidence, minimalDetectable: unseenLoss(scored) } };
  }
  const change = meanChange(scored);
  if (change === null) {
    return noJudgement(limit, 'tooFewLaunches', { n: scored.length, method: 'paired-questions' });
  }
  return judgeEstimate({
    ...limit,
    n: scored.length,
    method: 'paired-questions',
    interval: change.interval,
    sampled: change.interval,
    readingError: 0,
    robust:
      change.clusters < MIN_CLUSTERS
        ? null
        : bootstrapClusteredMean(
            scored.map(({ value }) => value),
            scored.map(({ pair }) => pair.imageId),
            { confidence: CONFIDENCE, resamples: RESAMPLES, random: createRandom(seed, 'accuracy'), method: 'bca' },
          ),
    exactP: change.exactP,
    lag1: 0,
    sessionEffect: 0,
    step: 0,
  });
}

/**
 * What equal answers leave open about other questions: the share of them that would have been answered worse in one of
 * these images with a chance of POWER.
 */
function unseenLoss(scored: readonly ScoredPair[]): number {
  const images = new Set(scored.map(({ pair }) => pair.imageId)).size;
  return 1 - (1 - POWER) ** (1 / images);
}
