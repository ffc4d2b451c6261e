import { isApplicable } from './applicable.ts';
import type { Comparison, DeviceModelComparison, Verdict } from './comparison.ts';
import type { Assessment } from './assessment.ts';
import { type Device, phonesByModel } from './device.ts';
import { METRICS, towardsWorse } from './metric-catalogue.ts';
import type { ComparedBy, MetricId } from './metric.ts';
import { deviceModelOf } from './device-model-of.ts';
import type { Margin, Pass, Suite } from './suite.ts';

/** What a gate may act on: one phone's comparison, or that of all phones of a model. */
export type Finding = Comparison | DeviceModelComparison;

type MetricSeverity = Pick<Margin, 'metric' | 'severity'>;

/** Whether a regression of the metric can fail a gate: the margin blocks, and the metric is not only shown. */
export function canFail({ metric, severity }: MetricSeverity): boolean {
  return severity === 'block' && METRICS[metric].role !== 'secondary';
}

/** Whether it can fail a gate whatever its parent comes to. A phase cannot: see `openedPhases`. */
export function decidesByItself(of: MetricSeverity): boolean {
  return canFail(of) && METRICS[of.metric].role === 'primary';
}

/** The metrics of a pass that can fail a gate, in the order of the pass. */
export function decidingMetrics({ metrics }: Pick<Pass, 'metrics'>, { margins }: Pick<Suite, 'margins'>): MetricId[] {
  const deciding = new Set(margins.filter(canFail).map(({ metric }) => metric));
  return metrics.filter((id) => deciding.has(id));
}

/** Those of them of which more launches show more. */
export function decidingByLaunch(pass: Pick<Pass, 'metrics'>, suite: Pick<Suite, 'margins'>): readonly MetricId[] {
  return decidingBy('launch', pass, suite);
}

/**
 * How many comparisons of a run can fail a gate by chance: of launches one a model, as those of its phones that report a
 * metric decide together, and of questions one a phone. Properties of the package have no chance.
 */
export function decidingCount({
  suite,
  devices,
}: {
  readonly suite: Suite;
  readonly devices: readonly Device[];
}): number {
  const models = phonesByModel(devices);
  const phones = devices.map((device) => [device]);
  const counts = suite.passes.map((pass) => {
    const onAny = (metrics: readonly MetricId[], places: readonly (readonly Device[])[]): number =>
      places.reduce((sum, place) => sum + metrics.filter((id) => reportersOf(id, pass, place).length > 0).length, 0);
    return onAny(decidingByLaunch(pass, suite), models) + onAny(decidingBy('question', pass, suite), phones);
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Those of some devices that can report a metric in a pass. */
export function reportersOf(
  metric: MetricId,
  pass: Parameters<typeof isApplicable>[1],
  devices: readonly Device[],
): readonly Device[] {
  return devices.filter((device) => isApplicable(metric, pass, device));
}

function decidingBy(
  comparedBy: ComparedBy,
  pass: Pick<Pass, 'metrics'>,
  suite: Pick<Suite, 'margins'>,
): readonly MetricId[] {
  return decidingMetrics(pass, suite).filter((id) => METRICS[id].comparedBy === comparedBy);
}

type Findings = Pick<Assessment, 'comparisons' | 'deviceModels' | 'devices'>;

/** Each metric by the mean of a model's phones, and by each phone where there is no mean. */
export function findingsOf(assessment: Findings): readonly Finding[] {
  const alone = assessment.comparisons.filter((comparison) => deviceModelOf(comparison, assessment) === undefined);
  return [...alone, ...assessment.deviceModels];
}

/** What can fail a gate as things stand: what decides by itself, and the phases that are opened. */
export function decidingFindings(assessment: Findings): readonly Finding[] {
  return [...findingsOf(assessment).filter(decidesByItself), ...openedPhases(assessment)];
}

/** What decides for itself: primary metrics, and phases whose parent was not compared or does not decide. */
export function wholeFindings(assessment: Findings): readonly Finding[] {
  const findings = findingsOf(assessment);
  const orphans = findings.filter((finding) => {
    const whole = parentOf(finding, findings, assessment.devices);
    return isDecidingPhase(finding) && (whole === undefined || !canFail(whole));
  });
  return [...findings.filter(decidesByItself), ...orphans];
}

/**
 * The phases that may be judged by themselves. A parent that is certainly no worse than before keeps its phases closed, for what
 * one phase lost another has won back. Any other parent does not: neither its noise nor a margin that is wide for one of
 * its parts may hide a part that surely got slower. Nor does a parent that was not compared. Phases pay for it by being
 * counted among all that can fail the gate.
 */
export function openedPhases(assessment: Findings): readonly Finding[] {
  const findings = findingsOf(assessment);
  return findings.filter((finding) => {
    const whole = parentOf(finding, findings, assessment.devices);
    return isDecidingPhase(finding) && (whole === undefined || !closesPhases(whole));
  });
}

function isDecidingPhase(of: MetricSeverity): boolean {
  return canFail(of) && METRICS[of.metric].role === 'phase';
}

/**
 * What a phase is a part of, in the same pass: of a phone without a mean that of its model, if there is one.
 *
 * @param findings each metric by the mean of a model's phones, or by each phone
 */
export function parentOf(
  phase: Finding,
  findings: readonly Finding[],
  devices: readonly Pick<Device, 'id' | 'model'>[],
): Finding | undefined {
  const { parent } = METRICS[phase.metric];
  const modelAt = (deviceId: string): string | undefined => devices.find(({ id }) => id === deviceId)?.model;
  return findings.find((whole) => {
    if (whole.metric !== parent || whole.passId !== phase.passId) return false;
    if ('deviceModel' in whole)
      return whole.deviceModel === ('deviceModel' in phase ? phase.deviceModel : modelAt(phase.deviceId));
    return 'deviceId' in phase && whole.deviceId === phase.deviceId;
  });
}

/** Whether a parent is surely no worse than before, so that its phases are not judged. */
export function closesPhases({ metric, change }: Pick<Finding, 'metric' | 'change'>): boolean {
  return change !== null && towardsWorse(metric, METRICS[metric].better === 'lower' ? change.high : change.low) <= 0;
}

/** Both ends of the interval, positive where they are worse than no change; none where the size is not known. */
export function worseEnds({ metric, change }: Pick<Finding, 'metric' | 'change'>): readonly number[] {
  return change === null ? [] : [towardsWorse(metric, change.low), towardsWorse(metric, change.high)];
}

/** Whether a build may ship by a verdict, so that it must not be said too soon. */
export function isPassing({ kind }: Pick<Verdict, 'kind'>): boolean {
  return kind === 'noRegression' || kind === 'drift' || kind === 'improvement';
}
