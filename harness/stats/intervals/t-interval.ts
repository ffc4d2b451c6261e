import { mean, variance } from '#harness/stats/moments.ts';
import { studentQuantile, studentUpperTail } from '#harness/stats/distributions/student-t.ts';

/** A mean, or a difference of means, with a two-sided interval of Student's t. */
export type TInterval = {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** Two-sided: 0.9 leaves 5 % below and 5 % above. */
  readonly confidence: number;
  readonly standardError: number;
  readonly degreesOfFreedom: number;
};

/**
 * Interval of the mean of paired differences (Student 1908). Null of fewer than two: one value has no spread.
 */
export function pairedInterval(differences: readonly number[], confidence: number): TInterval | null {
  const estimate = mean(differences);
  const spread = variance(differences);
  if (estimate === null || spread === null) return null;
  return tInterval(estimate, Math.sqrt(spread / differences.length), differences.length - 1, confidence);
}

/**
 * Interval of mean(candidate) − mean(baseline) of two independent samples whose variances may differ: Welch (1947),
 * degrees of freedom by Satterthwaite (1946). Null when a sample has fewer than two values.
 */
export function welchInterval(
  candidate: readonly number[],
  baseline: readonly number[],
  confidence: number,
): TInterval | null {
  const [candidateMean, baselineMean] = [mean(candidate), mean(baseline)];
  const [candidateVariance, baselineVariance] = [variance(candidate), variance(baseline)];
  if (candidateMean === null || baselineMean === null || candidateVariance === null || baselineVariance === null) {
    return null;
  }
  const candidateShare = candidateVariance / candidate.length;
  const baselineShare = baselineVariance / baseline.length;
  const total = candidateShare + baselineShare;
  const degreesOfFreedom =
    total === 0
      ? candidate.length + baseline.length - 2
      : total ** 2 / (candidateShare ** 2 / (candidate.length - 1) + baselineShare ** 2 / (baseline.length - 1));
  return tInterval(candidateMean - baselineMean, Math.sqrt(total), degreesOfFreedom, confidence);
}

/** Interval around an estimate whose standard error is known to so many degrees of freedom. */
export function tInterval(
  estimate: number,
  standardError: number,
  degreesOfFreedom: number,
  confidence: number,
): TInterval {
  const reach = studentQuantile((1 + confidence) / 2, degreesOfFreedom) * standardError;
  return { estimate, low: estimate - reach, high: estimate + reach, confidence, standardError, degreesOfFreedom };
}

/** Two-sided p of "the estimate is truly zero" (Student's or Welch's t test); without any error 1 of zero, else 0. */
export function twoSidedP({ estimate, standardError, degreesOfFreedom }: TInterval): number {
  if (standardError === 0) return estimate === 0 ? 1 : 0;
  return 2 * studentUpperTail(Math.abs(estimate) / standardError, degreesOfFreedom);
}
