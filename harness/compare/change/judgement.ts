import { ALPHA, MIN_LAUNCHES, POWER, STANDING_STILL } from '#harness/compare/levels.ts';
import type { Evidence, InconclusiveReason, Interval, Verdict } from '#harness/domain/comparison.ts';
import { METRICS, towardsWorse } from '#harness/domain/metric-catalogue.ts';
import type { Heterogeneity } from '#harness/stats/tests/heterogeneity.ts';
import { normalQuantile } from '#harness/stats/distributions/normal.ts';
import { studentCdf, studentQuantile, studentUpperTail } from '#harness/stats/distributions/student-t.ts';
import type { TInterval } from '#harness/stats/intervals/t-interval.ts';
import { changeOf, type MarginOnScale, type Scale } from './scale.ts';
import { hiddenInStep } from './steps.ts';
import { confirmed, judge } from './verdict.ts';

/** No look at more launches reaches fewer standard errors than this to either side. */
const LEAST_QUANTILE = normalQuantile(1 - ALPHA);

/** The part of a comparison that statistics decide. */
export type Judgement = {
  readonly scale: Scale;
  readonly change: Interval | null;
  readonly margin: number;
  readonly verdict: Verdict;
  readonly evidence: Evidence;
  /** What the change was read off, on the analysis scale; null where nothing was estimated. */
  readonly interval: TInterval | null;
  /** What the change was checked by, on the analysis scale; null where there is no check. */
  readonly robust: Interval | null;
  /** How far the phones of a model lie apart; null for one phone. */
  readonly heterogeneity: Heterogeneity | null;
};

/** One-sided p for a difference beyond `limit`: above it, or below its negative. */
export type ExactP = (limit: number, side: 'above' | 'below') => number;

/** What one design knows of a change, on the analysis scale (logarithms where the change is a ratio). */
export type Estimate = MarginOnScale & {
  readonly n: number;
  readonly method: Evidence['method'];
  /** Its confidence is what this look may err: 1 − 2 · level. */
  readonly interval: TInterval;
  readonly robust: Interval | null;
  /**
   * One-sided exact p for a difference, candidate less baseline, beyond so much on a side; null where the interval's t
   * says it.
   */
  readonly exactP: ExactP | null;
  /** Lag-1 autocorrelation of neighbouring blocks; 0 where it was not noticed. */
  readonly lag1: number;
  /**
   * How far two sessions, or two phones, of one build may lie apart; 0 when the interval knows of it or the arms shared
   * the session.
   */
  readonly sessionEffect: number;
  /** In which steps the values come; 0 where they come in none. The interval has the error of reading them. */
  readonly step: number;
  /** The interval without that error. */
  readonly sampled: TInterval;
  /** That error: the standard error which no number of launches takes away. */
  readonly readingError: number;
  /** Whether the arms were measured on two phones, and the effect above holds what these may differ by. */
  readonly isOtherUnit?: boolean;
};

/** Turns an estimate into a change that people can read, its verdict, and the evidence. */
export function judgeEstimate(estimate: Estimate): Judgement {
  const { metric, scale, margin, room, interval } = estimate;
  const hidden = hiddenInStep(estimate.step, room);
  const sessionEffect = estimate.sessionEffect + hidden;
  const seen: Estimate = { ...estimate, sessionEffect };
  const change = readable(interval, scale, sessionEffect);
  const robust = estimate.robust === null ? null : readable(estimate.robust, scale, sessionEffect);
  let verdict = judge(metric, change, margin);
  if (verdict.kind === 'inconclusive') verdict = { kind: 'inconclusive', reason: doubtOf(estimate, hidden) };
  if (robust !== null) verdict = confirmed(metric, verdict, robust, margin);
  if (estimate.n < MIN_LAUNCHES && METRICS[metric].comparedBy === 'launch') {
    verdict = { kind: 'inconclusive', reason: 'tooFewLaunches' };
  }
  const evidence: Evidence = {
    n: estimate.n,
    method: estimate.method,
    robust,
    pRegression: pRegression(seen),
    power: power(seen),
    minimalDetectable: minimalDetectable(seen),
    lag1: estimate.lag1,
    farOut: null,
    look: null,
    deviceMinutes: 0,
  };
  return {
    scale,
    change,
    margin,
    verdict,
    evidence,
    interval,
    robust: estimate.robust,
    heterogeneity: null,
  };
}

/** Why an interval is no verdict: because of what it cannot see, where it would have been one without. */
function doubtOf(estimate: Estimate, hidden: number): InconclusiveReason {
  const { metric, scale, margin, interval } = estimate;
  const isDecided = judge(metric, readable(interval, scale, hidden), margin).kind !== 'inconclusive';
  if (!isDecided) return isOutOfReach(estimate, hidden) ? 'tooCoarse' : 'straddlesMargin';
  return estimate.isOtherUnit === true ? 'otherUnit' : 'oneSession';
}

/**
 * Whether the steps of the values leave the interval across the margin however many launches there are, wherever the
 * launches so far let the change lie: what hides in a step and the error of reading it do not shrink. Few launches that
 * all read the same do not show how small the steps are.
 */
function isOutOfReach({ n, metric, room, sampled, readingError }: Estimate, hidden: number): boolean {
  if (hidden === 0 || (sampled.standardError === 0 && n < STANDING_STILL)) return false;
  const reach = hidden + LEAST_QUANTILE * readingError;
  const ends = [towardsWorse(metric, sampled.low), towardsWorse(metric, sampled.high)];
  return Math.min(...ends) > room - reach && Math.max(...ends) < room + reach;
}

/** Evidence of which nothing is known yet. */
export const NOTHING: Omit<Evidence, 'n' | 'method'> = {
  robust: null,
  pRegression: null,
  power: null,
  minimalDetectable: null,
  lag1: 0,
  farOut: null,
  look: null,
  deviceMinutes: 0,
};

/** A judgement that says why it says nothing. */
export function noJudgement(
  { scale, margin }: MarginOnScale,
  reason: InconclusiveReason,
  evidence: Pick<Evidence, 'n' | 'method'>,
): Judgement {
  return {
    scale,
    change: null,
    margin,
    verdict: { kind: 'inconclusive', reason },
    evidence: { ...NOTHING, ...evidence },
    interval: null,
    robust: null,
    heterogeneity: null,
  };
}

/** An interval of the analysis scale as a change, with the worst session effect at both its ends. */
export function readable(interval: Interval, scale: Scale, sessionEffect: number): Interval {
  return {
    estimate: changeOf(scale, interval.estimate),
    low: changeOf(scale, interval.low - sessionEffect),
    high: changeOf(scale, interval.high + sessionEffect),
    confidence: interval.confidence,
  };
}

/** One-sided p of "the candidate is worse by the margin at most", the session effect granted to the candidate. */
export function pRegression({
  metric,
  room,
  interval,
  sessionEffect,
  exactP,
}: Pick<Estimate, 'metric' | 'room' | 'interval' | 'sessionEffect' | 'exactP'>): number {
  const limit = room + sessionEffect;
  if (exactP !== null) return exactP(limit, METRICS[metric].better === 'lower' ? 'above' : 'below');
  const beyond = towardsWorse(metric, interval.estimate) - limit;
  if (interval.standardError === 0) return beyond > 0 ? 0 : 1;
  return studentUpperTail(beyond / interval.standardError, interval.degreesOfFreedom);
}

/** Chance that the worse end of the interval stays within the margin when nothing has changed; of the central t. */
function power({ room, interval, sessionEffect }: Estimate): number {
  const left = room - sessionEffect;
  const { standardError, degreesOfFreedom } = interval;
  if (standardError === 0) return left > 0 ? 1 : 0;
  return studentCdf(left / standardError - criticalT(interval), degreesOfFreedom);
}

/** (t₁₋α + t₁₋β) · SE, as a change for the worse; approximate, as both quantiles are of the central t. */
function minimalDetectable({ metric, scale, interval, sessionEffect }: Estimate): number {
  const { standardError, degreesOfFreedom } = interval;
  const quantiles = criticalT(interval) + studentQuantile(POWER, degreesOfFreedom);
  return Math.abs(changeOf(scale, towardsWorse(metric, quantiles * standardError + sessionEffect)));
}

function criticalT({ confidence, degreesOfFreedom }: TInterval): number {
  return studentQuantile((1 + confidence) / 2, degreesOfFreedom);
}
