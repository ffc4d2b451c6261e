import { CONFIDENCE } from '#harness/compare/levels.ts';
import type { Margin } from '#harness/domain/suite.ts';
import { type Judgement, noJudgement, NOTHING } from './judgement.ts';
import type { Sample } from '#harness/compare/launches/launch-group.ts';
import { marginOn, type MarginOnScale, type Scale, scaleOf } from './scale.ts';
import { judge } from './verdict.ts';

/**
 * Values without chance, such as the size of the model files: one of each arm is all there is to know, and the change
 * is the change, without an interval around it.
 */
export function compareExact(margin: Margin, baseline: readonly Sample[], candidate: readonly Sample[]): Judgement {
  const [before, now] = [baseline.at(-1)?.value, candidate.at(-1)?.value];
  // Less than nothing left of something is still a ratio; something where nothing was is none.
  const scale = scaleOf(margin, before === undefined ? [] : [before]);
  const limit = marginOn(scale, margin, before ?? 0);
  const n = Math.min(baseline.length, candidate.length);
  const change = before === undefined || now === undefined ? Number.NaN : changeBetween(before, now, scale);
  if (!Number.isFinite(change)) return noJudgement(limit, 'tooFewLaunches', { n, method: 'identity' });
  return identity(limit, change, n);
}

/** A change that is known for certain. It has no p: a correction for chance has nothing to correct. */
export function identity({ metric, scale, margin }: MarginOnScale, change: number, n: number): Judgement {
  const interval = { estimate: change, low: change, high: change, confidence: CONFIDENCE };
  return {
    scale,
    change: interval,
    margin,
    verdict: judge(metric, interval, margin),
    evidence: { ...NOTHING, n, method: 'identity' },
    interval: null,
    robust: null,
    heterogeneity: null,
  };
}

function changeBetween(before: number, now: number, scale: Scale): number {
  if (before === now) return 0;
  return scale === 'relative' ? now / before - 1 : now - before;
}
