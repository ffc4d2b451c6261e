import type { Finding } from '#harness/domain/deciding.ts';
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

/** Whether a reason is about a finding: the same metric in the same pass, on the same phone or device model. */
export function isAbout(reason: MetricReason, finding: Finding): boolean {
  if (reason.metric !== finding.metric || reason.passId !== finding.passId) return false;
  if ('deviceModel' in reason) return 'deviceModel' in finding && reason.deviceModel === finding.deviceModel;
  return 'deviceId' in finding && reason.deviceId === finding.deviceId;
}

/** The same reason as a doubt. */
export function asDoubt(reason: MetricReason): MetricReason {
  return 'deviceModel' in reason ? { ...reason, kind: 'deviceModelInconclusive' } : { ...reason, kind: 'inconclusive' };
}
