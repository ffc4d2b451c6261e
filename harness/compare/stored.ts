import type { Margin } from '#harness/domain/suite.ts';
import { bootstrapMedianDifference, type Resampling } from '#harness/stats/bootstrap.ts';
import { median } from '#harness/stats/quantile.ts';
import { welchInterval } from '#harness/stats/t-interval.ts';
import { CONFIDENCE, type Judgement, judgeEstimate, noJudgement } from './judgement.ts';
import type { Sample } from './samples.ts';
import { analysisValue, marginOn, type Scale, scaleOf } from './scale.ts';

/**
 * How far two sessions of one build on one phone may lie apart, as a fraction of the baseline: token rates of a first
 * run after idle have been seen 6 to 8 % above those of the next runs of the same binary. The launches of a single
 * stored session cannot show this spread, so the worst seen is assumed.
 */
export const WORST_SESSION_EFFECT = 0.08;

/**
 * The candidate's launches now against the baseline's of an earlier session: Welch's interval of the logarithms (of the
 * values on the absolute scale), widened at both ends by the worst session effect. A change smaller than margin and
 * session effect together is `oneSession`.
 */
export function compareStored(
  margin: Margin,
  baseline: readonly Sample[],
  candidate: readonly Sample[],
  resampling: Resampling,
): Judgement {
  const scale = scaleOf(margin);
  const level = median(baseline.map((sample) => sample.value)) ?? 0;
  const limit = marginOn(scale, margin, level);
  const before = baseline.map((sample) => analysisValue(scale, sample.value));
  const now = candidate.map((sample) => analysisValue(scale, sample.value));
  const n = Math.min(before.length, now.length);
  const interval = welchInterval(now, before, CONFIDENCE);
  if (interval === null || ![...before, ...now].every(Number.isFinite)) {
    return noJudgement(scale, limit, 'tooFewLaunches', { n, method: 'welch-t' });
  }
  return judgeEstimate({
    metric: margin.metric,
    scale,
    margin: limit,
    n,
    method: 'welch-t',
    interval,
    bootstrap: bootstrapMedianDifference(now, before, CONFIDENCE, resampling),
    sessionEffect: sessionEffect(scale, level),
  });
}

function sessionEffect(scale: Scale, baselineLevel: number): number {
  return scale === 'relative' ? Math.log1p(WORST_SESSION_EFFECT) : WORST_SESSION_EFFECT * Math.abs(baselineLevel);
}
