import type { Comparison } from '#harness/domain/comparison.ts';
import type { Decision } from '#harness/domain/decision.ts';
import { METRICS } from '#harness/domain/metric.ts';
import type { VerdictView } from './comparison-view.ts';
import { unconfirmedView, verdictView } from './wording.ts';

/** A comparison with the verdict that the report shows: its own, and what the gate made of it among all of the run. */
export type Judged = Comparison & { readonly shown: VerdictView };

/** A report must not call regression what the gate, which sees all comparisons together, does not hold for sure. */
export function judged(comparisons: readonly Comparison[], decision: Decision): readonly Judged[] {
  return comparisons.map((comparison) => ({
    ...comparison,
    shown: isUnconfirmed(comparison, decision) ? unconfirmedView(comparison.metric) : verdictView(comparison.verdict),
  }));
}

function isUnconfirmed(comparison: Comparison, decision: Decision): boolean {
  if (comparison.verdict.kind !== 'regression') return false;
  const { deviceId, passId, metric } = comparison;
  const own = [...decision.reasons, ...decision.notes].filter(
    (reason) => 'deviceId' in reason && reason.deviceId === deviceId && reason.passId === passId,
  );
  // A phase that the gate held for sure has a reason of its own, or is named by the one of its parent.
  if (METRICS[metric].role === 'phase') {
    return !own.some(
      (reason) =>
        'deviceId' in reason &&
        reason.kind === 'regression' &&
        (reason.metric === metric || reason.phases.includes(metric)),
    );
  }
  return own.some((reason) => 'deviceId' in reason && reason.kind === 'inconclusive' && reason.metric === metric);
}
