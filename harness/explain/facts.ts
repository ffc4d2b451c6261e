import { isSameCode } from '#harness/domain/build.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import { type Finding, findingsOf, isPassing } from '#harness/domain/deciding.ts';
import type { Decision } from '#harness/domain/decision.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { Run } from '#harness/domain/run.ts';

/** What is explained: a run with what was found in it and what was decided. */
export type Explained = {
  readonly run: Pick<Run, 'launches'>;
  readonly assessment: Assessment;
  readonly decision: Decision;
};

/** What the rules read. */
export type Facts = Pick<Explained, 'run' | 'assessment'> & {
  /** What got worse for sure: the verdict is `regression`, and it holds among all comparisons of the run. */
  readonly worse: readonly Finding[];
};

/** Of the same code nothing got worse, whatever was measured. */
export function factsOf({ run, assessment, decision }: Explained): Facts {
  const { baseline, candidate } = assessment;
  const isOfBuild = baseline !== null && !isSameCode(baseline.build, candidate);
  const worse = findingsOf(assessment).filter(
    (finding) => finding.verdict.kind === 'regression' && isNamed(finding, decision),
  );
  return { run, assessment, worse: isOfBuild ? worse : [] };
}

/** Whether the decision names it as a regression, be it as a part of another one. */
function isNamed(finding: Finding, { reasons, notes }: Decision): boolean {
  return [...reasons, ...notes].some((reason) => {
    if (!('metric' in reason) || reason.passId !== finding.passId) return false;
    if (reason.metric !== finding.metric && !reason.phases.includes(finding.metric)) return false;
    if ('deviceId' in finding) return reason.kind === 'regression' && reason.deviceId === finding.deviceId;
    return reason.kind === 'deviceModelRegression' && reason.deviceModel === finding.deviceModel;
  });
}

/** The devices that a finding is about: one, or those of a model. */
export function deviceIdsOf(finding: Finding): readonly string[] {
  return 'deviceIds' in finding ? finding.deviceIds : [finding.deviceId];
}

/** What got worse of these metrics, in any pass and on any device. */
export function worseOf({ worse }: Facts, ...metrics: readonly MetricId[]): readonly Finding[] {
  return worse.filter(({ metric }) => metrics.includes(metric));
}

/** Whether a metric got worse on one of the devices, in any pass. */
export function isWorse(facts: Facts, metric: MetricId, deviceIds: readonly string[]): boolean {
  return worseOf(facts, metric).some((finding) => overlaps(finding, deviceIds));
}

/** Whether a metric was compared on the devices and shown to be no worse than its margin allows, wherever it was. */
export function isUnharmed({ assessment }: Facts, metric: MetricId, deviceIds: readonly string[]): boolean {
  const own = findingsOf(assessment).filter((finding) => finding.metric === metric && overlaps(finding, deviceIds));
  return own.length > 0 && own.every(({ verdict }) => isPassing(verdict));
}

/** Whether a finding is about one of these devices. */
export function overlaps(finding: Finding, deviceIds: readonly string[]): boolean {
  return deviceIdsOf(finding).some((id) => deviceIds.includes(id));
}

/** Output tokens of a mean answer, of the devices and the pass; null where answers were not compared or are as long as before. */
export function answerLengths(
  { assessment: { answerChanges } }: Facts,
  passId: string,
  deviceIds: readonly string[],
): { readonly baseline: number; readonly candidate: number } | null {
  const own = answerChanges.find((change) => change.passId === passId && deviceIds.includes(change.deviceId));
  return own === undefined || own.meanTokens.baseline <= 0 ? null : own.meanTokens;
}
