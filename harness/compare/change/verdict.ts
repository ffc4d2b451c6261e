import { towardsWorse } from '#harness/domain/metric-catalogue.ts';
import type { Verdict } from '#harness/domain/comparison.ts';
import type { MetricId } from '#harness/domain/metric.ts';

type Bounds = { readonly low: number; readonly high: number };

/**
 * Reads a verdict off an interval of the change. The whole interval must lie beyond the margin for a regression, and
 * within it for none; an interval across the margin is inconclusive, not "no change".
 *
 * @param change candidate against baseline, positive when the number grew, whichever way is better
 * @param margin the change that is still none, on the same scale, not negative
 */
export function judge(metric: MetricId, change: Bounds, margin: number): Verdict {
  const worse = towardsWorseBounds(metric, change);
  if (worse.low > margin) return { kind: 'regression' };
  if (worse.high < -margin) return { kind: 'improvement' };
  // Asked this way, a bound or a margin that is no number lets no build pass.
  if (Number.isNaN(worse.low) || !(worse.high <= margin)) return { kind: 'inconclusive', reason: 'straddlesMargin' };
  return { kind: worse.low > 0 ? 'drift' : 'noRegression' };
}

/**
 * What is left of a verdict when a robust interval looks at it too: the bound that decided must lie on the same side of the
 * margin. A regression rests on the better end of the interval; every verdict that lets a build pass rests on the worse
 * end. The other end may differ as it likes. An improvement that is no more than passing passes as what it is.
 */
export function confirmed(metric: MetricId, verdict: Verdict, robust: Bounds, margin: number): Verdict {
  if (verdict.kind === 'inconclusive') return verdict;
  const worse = towardsWorseBounds(metric, robust);
  const isBehind = verdict.kind === 'regression' ? worse.low > margin : worse.high <= margin;
  if (!isBehind) return { kind: 'inconclusive', reason: 'methodsDisagree' };
  return verdict.kind === 'improvement' && worse.high >= -margin ? { kind: 'noRegression' } : verdict;
}

function towardsWorseBounds(metric: MetricId, bounds: Bounds): Bounds {
  const [low, high] = [towardsWorse(metric, bounds.low), towardsWorse(metric, bounds.high)];
  return low <= high ? { low, high } : { low: high, high: low };
}
