import type { MetricReason, Reason } from '#harness/domain/decision.ts';

/** Reasons by what they do to a decision, before a policy is asked. */
export type SortedReasons = {
  readonly fails: readonly Reason[];
  /** What is not proven, but must not pass under any policy. */
  readonly blocks: readonly Reason[];
  readonly doubts: readonly Reason[];
  readonly notes: readonly Reason[];
};

/** The same while they are collected. */
export type CollectedReasons = { readonly [Effect in keyof SortedReasons]: Reason[] };

export function isMetricReason(reason: Reason): reason is MetricReason {
  return 'metric' in reason;
}

/** The same reason as a doubt. */
export function asDoubt(reason: MetricReason): MetricReason {
  return 'deviceModel' in reason ? { ...reason, kind: 'deviceModelInconclusive' } : { ...reason, kind: 'inconclusive' };
}
