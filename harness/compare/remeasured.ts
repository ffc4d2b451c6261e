import type { Margin } from '#harness/domain/suite.ts';
import { bootstrapMedian, type Resampling } from '#harness/stats/bootstrap.ts';
import { median } from '#harness/stats/quantile.ts';
import { pairedInterval } from '#harness/stats/t-interval.ts';
import { CONFIDENCE, type Judgement, judgeEstimate, noJudgement } from './judgement.ts';
import { pairByBlock, type Sample } from './samples.ts';
import { analysisValue, marginOn, scaleOf } from './scale.ts';

/**
 * Both arms in one session: the logarithm of the ratio in each block (the difference on the absolute scale), its mean
 * with an interval of Student's t, and a bootstrap of its median over the same blocks as the robust check.
 * Whatever moves slower than a block (heat, charge, background work) cancels out of the pair.
 */
export function compareRemeasured(
  margin: Margin,
  baseline: readonly Sample[],
  candidate: readonly Sample[],
  resampling: Resampling,
): Judgement {
  const pairs = pairByBlock(baseline, candidate);
  const scale = scaleOf(margin);
  const limit = marginOn(scale, margin, median(pairs.map((pair) => pair.baseline)) ?? 0);
  const differences = pairs.map((pair) => analysisValue(scale, pair.candidate) - analysisValue(scale, pair.baseline));
  const interval = pairedInterval(differences, CONFIDENCE);
  // Zero and negative values have no ratio. Leaving their blocks out would choose blocks by their result.
  if (interval === null || !differences.every(Number.isFinite)) {
    return noJudgement(scale, limit, 'tooFewLaunches', { n: pairs.length, method: 'paired-t' });
  }
  return judgeEstimate({
    metric: margin.metric,
    scale,
    margin: limit,
    n: pairs.length,
    method: 'paired-t',
    interval,
    bootstrap: bootstrapMedian(differences, CONFIDENCE, resampling),
    sessionEffect: 0,
  });
}
