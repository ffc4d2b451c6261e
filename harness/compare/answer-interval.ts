import { clusteredMean } from '#harness/stats/clustered-mean.ts';
import { type TInterval, tInterval } from '#harness/stats/t-interval.ts';
import type { AnswerPair } from './answers.ts';
import { CONFIDENCE } from './judgement.ts';

/** A question with the change of its score, or of its agreement. */
export type ScoredPair = { readonly pair: AnswerPair; readonly value: number };

/** The mean of the changes with its interval, and how many images it rests on. */
type MeanChange = { readonly interval: TInterval; readonly clusters: number };

/**
 * The mean of the differences between two builds, stratified by answer type, with an interval that treats the questions of
 * one image as one cluster and has as many degrees of freedom as there are clusters beyond the strata. The error is at
 * least that of as many independent questions, and that of one flipped answer: flips that happen to cancel within an
 * image, or that are none so far, prove nothing. Null of fewer than two images.
 */
export function meanChange(scored: readonly ScoredPair[]): MeanChange | null {
  const values = scored.map(({ pair, value }) => ({ value, cluster: pair.imageId, stratum: pair.answerType }));
  const difference = clusteredMean(values);
  if (difference === null) return null;
  const { estimate, clusters, strata } = difference;
  const independent = clusteredMean(values.map((value, index) => ({ ...value, cluster: index })));
  const standardError = Math.max(difference.standardError, independent?.standardError ?? 0, 1 / scored.length);
  return { interval: tInterval(estimate, standardError, Math.max(1, clusters - strata), CONFIDENCE), clusters };
}
