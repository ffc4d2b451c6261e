import type { Evidence, InconclusiveReason, Interval, Verdict } from '#harness/domain/comparison.ts';
import { METRICS, type MetricId } from '#harness/domain/metric.ts';
import type { BootstrapInterval } from '#harness/stats/bootstrap.ts';
import { studentQuantile, studentUpperTail } from '#harness/stats/student-t.ts';
import type { TInterval } from '#harness/stats/t-interval.ts';
import { changeOf, type Scale, towardsWorse, worseDistance } from './scale.ts';
import { isConfirmed, judge } from './verdict.ts';

/** Two-sided: each end errs in 5 % of cases, and each verdict rests on one end. */
export const CONFIDENCE = 0.9;

/** Two launches an arm give an interval that hardly anything escapes; below three, nothing is claimed. */
const MIN_LAUNCHES = 3;

const ONE_SIDED = 1 - (1 - CONFIDENCE) / 2;
const POWER = 0.8;

/** The part of a comparison that statistics decide. */
export type Judgement = {
  readonly scale: Scale;
  readonly change: Interval | null;
  readonly margin: number;
  readonly verdict: Verdict;
  readonly evidence: Evidence;
};

/** What one design knows of a change, on the analysis scale (logarithms where the change is a ratio). */
export type Estimate = {
  readonly metric: MetricId;
  readonly scale: Scale;
  readonly margin: number;
  readonly n: number;
  readonly method: Evidence['method'];
  readonly interval: TInterval;
  readonly bootstrap: BootstrapInterval | null;
  /** How far two sessions of one build may lie apart; 0 when both arms shared the session. */
  readonly sessionEffect: number;
};

/** Turns an estimate into a change that people can read, its verdict, and the evidence. */
export function judgeEstimate(estimate: Estimate): Judgement {
  const { metric, scale, margin, sessionEffect } = estimate;
  const change = readable(estimate.interval, scale, sessionEffect);
  const bootstrap = estimate.bootstrap === null ? null : readable(estimate.bootstrap, scale, sessionEffect);
  let verdict = judge(metric, change, margin);
  if (verdict.kind === 'inconclusive' && sessionEffect > 0) {
    // Where the launches alone would have decided, it is the single session that leaves the doubt.
    const alone = judge(metric, readable(estimate.interval, scale, 0), margin);
    if (alone.kind !== 'inconclusive') verdict = { kind: 'inconclusive', reason: 'oneSession' };
  }
  if (bootstrap !== null && !isConfirmed(metric, verdict, bootstrap, margin)) {
    verdict = { kind: 'inconclusive', reason: 'methodsDisagree' };
  }
  if (estimate.n < MIN_LAUNCHES && METRICS[metric].spread === 'noisy') {
    verdict = { kind: 'inconclusive', reason: 'tooFewLaunches' };
  }
  const evidence: Evidence = {
    n: estimate.n,
    method: estimate.method,
    robust: bootstrap,
    pRegression: pRegression(estimate),
    power: null,
    minimalDetectable: minimalDetectable(estimate),
    look: null,
    deviceMinutes: 0,
  };
  return { scale, change, margin, verdict, evidence };
}

/** Evidence of which nothing is known yet. */
export const NOTHING: Omit<Evidence, 'n' | 'method'> = {
  robust: null,
  pRegression: null,
  power: null,
  minimalDetectable: null,
  look: null,
  deviceMinutes: 0,
};

/** A judgement that says why it says nothing. */
export function noJudgement(
  scale: Scale,
  margin: number,
  reason: InconclusiveReason,
  evidence: Pick<Evidence, 'n' | 'method'>,
): Judgement {
  return {
    scale,
    change: null,
    margin,
    verdict: { kind: 'inconclusive', reason },
    evidence: { ...NOTHING, ...evidence },
  };
}

function readable(interval: Omit<Interval, 'confidence'>, scale: Scale, sessionEffect: number): Interval {
  return {
    estimate: changeOf(scale, interval.estimate),
    low: changeOf(scale, interval.low - sessionEffect),
    high: changeOf(scale, interval.high + sessionEffect),
    confidence: CONFIDENCE,
  };
}

/** One-sided p of "the candidate is worse by the margin at most", the session effect granted to the candidate. */
function pRegression({ metric, scale, margin, interval, sessionEffect }: Estimate): number {
  const beyond = towardsWorse(metric, interval.estimate) - worseDistance(scale, metric, margin) - sessionEffect;
  if (interval.standardError === 0) return beyond > 0 ? 0 : 1;
  return studentUpperTail(beyond / interval.standardError, interval.degreesOfFreedom);
}

/** (t₁₋α + t₁₋β) · SE, as a change for the worse; approximate, as both quantiles are of the central t. */
function minimalDetectable({ metric, scale, interval, sessionEffect }: Estimate): number {
  const { standardError, degreesOfFreedom } = interval;
  const quantiles = studentQuantile(ONE_SIDED, degreesOfFreedom) + studentQuantile(POWER, degreesOfFreedom);
  return Math.abs(changeOf(scale, towardsWorse(metric, quantiles * standardError + sessionEffect)));
}
