import type { Reason } from '#harness/domain/decision.ts';
import type { MetricId } from '#harness/domain/metric.ts';

/** Reasons by what they do, before a policy is asked. */
export type Claims = {
  readonly fails: Reason[];
  readonly blocks: readonly Reason[];
  readonly doubts: Reason[];
  readonly notes: Reason[];
};

/** A reason that is about one metric, on a phone or on the phones of a model. */
export type MetricReason = Extract<Reason, { readonly metric: MetricId }>;

export function isMetricReason(reason: Reason): reason is MetricReason {
  return 'metric' in reason;
}

/** The same reason as a doubt. */
export function asDoubt(reason: MetricReason): MetricReason {
  return 'deviceModel' in reason ? { ...reason, kind: 'deviceModelInconclusive' } : { ...reason, kind: 'inconclusive' };
}
