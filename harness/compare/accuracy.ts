import type { Margin } from '#harness/domain/suite.ts';
import { bootstrapClusteredMean } from '#harness/stats/cluster-bootstrap.ts';
import { clusteredMean } from '#harness/stats/clustered-mean.ts';
import { createRandom } from '#harness/stats/random.ts';
import { tInterval } from '#harness/stats/t-interval.ts';
import { agreementChange, type AnswerPair, hasSameTokens, scoreChange } from './answers.ts';
import { identity } from './exact.ts';
import { CONFIDENCE, type Judgement, judgeEstimate, noJudgement } from './judgement.ts';
import { marginOn, scaleOf } from './scale.ts';

/** Enough that the 5 % ends of the interval are settled to half a point of coverage. */
const RESAMPLES = 2000;
/** Fewer images than this have too few different resamples to say anything of the ends. */
const MIN_CLUSTERS = 12;

/**
 * Accuracy, or agreement, question by question. Equal output tokens prove equal accuracy; otherwise the mean of the
 * differences, stratified by answer type, with an interval that treats the questions of one image as one cluster and
 * has as many degrees of freedom as there are clusters beyond the strata. The error is at least that of as many
 * independent questions, and that of one flipped answer: flips that happen to cancel within an image, or that are none
 * so far, prove nothing. The robust check draws whole images anew (BCa).
 *
 * @param baselineLevel the baseline's accuracy, 0 to 1
 */
export function compareAnswers(
  margin: Margin,
  pairs: readonly AnswerPair[],
  baselineLevel: number,
  seed: number,
): Judgement {
  const scale = scaleOf(margin);
  const limit = marginOn(scale, margin, baselineLevel);
  const changeOf = margin.metric === 'answerAgreement' ? agreementChange : scoreChange;
  const scored = pairs.flatMap((pair) => {
    const value = changeOf(pair);
    return value === null ? [] : [{ pair, value, cluster: pair.imageId, stratum: pair.answerType }];
  });
  if (scored.length > 0 && scored.every(({ pair }) => hasSameTokens(pair))) {
    return identity(margin, limit, 0, scored.length);
  }
  const difference = clusteredMean(scored);
  if (difference === null) {
    return noJudgement(scale, limit, 'tooFewLaunches', { n: scored.length, method: 'paired-questions' });
  }
  const { estimate, clusters, strata } = difference;
  const independent = clusteredMean(scored.map(({ value, stratum }, index) => ({ value, stratum, cluster: index })));
  const standardError = Math.max(difference.standardError, independent?.standardError ?? 0, 1 / scored.length);
  return judgeEstimate({
    metric: margin.metric,
    scale,
    margin: limit,
    n: scored.length,
    method: 'paired-questions',
    interval: tInterval(estimate, standardError, Math.max(1, clusters - strata), CONFIDENCE),
    robust:
      clusters < MIN_CLUSTERS
        ? null
        : bootstrapClusteredMean(
            scored.map(({ value }) => value),
            scored.map(({ cluster }) => cluster),
            { confidence: CONFIDENCE, resamples: RESAMPLES, random: createRandom(seed, 'accuracy'), method: 'bca' },
          ),
    exactP: null,
    lag1: 0,
    sessionEffect: 0,
  });
}
