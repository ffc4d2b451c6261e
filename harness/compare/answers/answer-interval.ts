import { CONFIDENCE } from '#harness/compare/levels.ts';
import { type ClusteredValue, clusteredMean } from '#harness/stats/intervals/clustered-mean.ts';
import { variance } from '#harness/stats/moments.ts';
import { guardedStatistic, scoreInterval, type ScoreSample, tallyOf } from '#harness/stats/intervals/score-interval.ts';
import { studentQuantile, studentUpperTail } from '#harness/stats/distributions/student-t.ts';
import type { TInterval } from '#harness/stats/intervals/t-interval.ts';
import type { AnswerPair } from './answers.ts';
import type { ExactP } from '#harness/compare/change/judgement.ts';

/** A question with the change of its score, or of its agreement. */
export type ScoredPair = { readonly pair: AnswerPair; readonly value: number };

/** The mean of the changes with its interval, and how many images it rests on. */
type MeanChange = { readonly interval: TInterval; readonly exactP: ExactP; readonly clusters: number };

/**
 * How far the questions of one image flip together is unknown before any has flipped, and few flips hardly show it. So
 * many flips of a whole image are added to those that occurred.
 */
const WHOLE_FLIPS = 1;

/**
 * The mean of the differences between two builds with its score interval: each mean that the answers do not reject,
 * with the error that it would have if it were true. Losses that are rare and have not shown yet are part of that
 * error; flips so far are not. The questions of one image are one cluster, answer types are strata, and t has as many
 * degrees of freedom as there are clusters beyond the strata. Null for fewer than two images.
 */
export function meanChange(scored: readonly ScoredPair[]): MeanChange | null {
  const values = scored.map(({ pair, value }) => ({ value, cluster: pair.imageId, stratum: pair.answerType }));
  const difference = clusteredMean(values);
  if (difference === null) return null;
  const { clusters, strata } = difference;
  const degreesOfFreedom = Math.max(1, clusters - strata);
  const sample: ScoreSample = {
    tally: tallyOf(values.map(({ value }) => value)),
    effective: values.length / designEffect(values, difference.standardError),
  };
  const reach = studentQuantile((1 + CONFIDENCE) / 2, degreesOfFreedom);
  const found = scoreInterval(sample, reach, guardedStatistic);
  if (found === null) return null;
  const standardError = (found.high - found.low) / 2 / reach;
  const exactP: ExactP = (limit, side) => {
    if (limit >= 1) return 1;
    const beyond = side === 'above' ? guardedStatistic(sample, limit) : -guardedStatistic(sample, -limit);
    return studentUpperTail(beyond, degreesOfFreedom);
  };
  return { interval: { ...found, confidence: CONFIDENCE, standardError, degreesOfFreedom }, exactP, clusters };
}

/**
 * How many questions count as one independent question: the variance of their mean, at least that of independent
 * questions within their strata, divided by that of as many without strata. WHOLE_FLIPS are added to the flips that
 * occurred.
 */
function designEffect(values: readonly ClusteredValue[], clusteredError: number): number {
  const n = values.length;
  const independent = clusteredMean(values.map((value, index) => ({ ...value, cluster: index })));
  const error = Math.max(clusteredError, independent?.standardError ?? 0);
  const plain = ((variance(values.map(({ value }) => value)) ?? 0) * (n - 1)) / n ** 2;
  const flips = values.filter(({ value }) => value !== 0).length;
  const sizes = [...Map.groupBy(values, ({ cluster }) => cluster).values()].map(({ length }) => length);
  const together = sizes.reduce((sum, size) => sum + size ** 2, 0) / n;
  const seen = plain === 0 ? 0 : error ** 2 / plain;
  return (flips * seen + WHOLE_FLIPS * together) / (flips + WHOLE_FLIPS);
}
