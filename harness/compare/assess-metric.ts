import type { ArmSummary, Comparison } from '#harness/domain/comparison.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import { marginFor } from '#harness/domain/suite.ts';
import { isCoarse } from '#harness/compare/change/coarse-energy.ts';
import {
  compareMetric,
  distrusted,
  type MetBlocks,
  type Reported,
  reportedMetric,
} from '#harness/compare/change/compare-metric.ts';
import type { Judgement } from '#harness/compare/change/judgement.ts';
import { evidenceUntil } from '#harness/compare/change/looks.ts';
import type { LaunchGroup } from '#harness/compare/launches/launch-group.ts';
import { deviceMinutes } from '#harness/compare/launches/minutes.ts';
import type { DevicePassSetting, MeasuredDevicePass } from './measured-device-pass.ts';
import { severityAmid } from './noisy-host.ts';

/** One metric on one phone: its comparison at each look, and what the mean of a model's phones needs of it. */
export type DevicePassMetric = {
  readonly metric: MetricId;
  /** @param look from 0; the same at every look where looks see nothing more */
  readonly comparisonAt: (look: number) => Comparison;
  /** Null where launches are not compared block by block: then the phone stands alone. */
  readonly met: MetBlocks | null;
};

export type AssessedMetric = {
  readonly metric: MetricId;
  /** The baseline's first. */
  readonly summaries: readonly ArmSummary[];
  /** Whether an arm does not report it. */
  readonly isMissing: boolean;
  /** Null where the metric has no margin, or only one arm. */
  readonly compared: DevicePassMetric | null;
};

export function assessMetric(
  metric: MetricId,
  measured: MeasuredDevicePass,
  setting: DevicePassSetting,
): AssessedMetric {
  const { device, pass, baseline, candidate, unreadable } = measured;
  const reported = (group: LaunchGroup): Reported | null =>
    reportedMetric(group, { deviceId: device.id, passId: pass.id, metric }, unreadable);
  const now = reported(candidate);
  const before = baseline === null ? null : reported(baseline);
  return {
    metric,
    summaries: [before, now].flatMap((arm) => arm?.summary ?? []),
    isMissing: now === null || (baseline !== null && before === null),
    compared: before === null || now === null ? null : compareArms(before, now, measured, setting),
  };
}

/** Null where the metric has no margin. */
function compareArms(
  before: Reported,
  now: Reported,
  measured: MeasuredDevicePass,
  { suite, arms, seed, spreadOf, knownOf }: DevicePassSetting,
): DevicePassMetric | null {
  const { device, groups, looks, answers, noise } = measured;
  const { deviceId, passId, metric } = now.summary;
  const margin = marginFor(suite.margins, metric, device.model);
  if (margin === undefined || arms.baseline === null) return null;
  const spread = spreadOf(deviceId, passId, metric);
  const known = knownOf(deviceId, passId, metric);
  const { judgements, met } = compareMetric(margin, before, now, { arms, seed, looks, answers, spread, known });
  const trusted = judgements.map((judgement, look) =>
    withDoubts(judgement, metric, judgements.length === 1 ? looks.blocks.length - 1 : look, measured),
  );
  const { design } = arms.baseline;
  const severity = severityAmid(noise, margin);
  const comparisonAt = (look: number): Comparison => {
    const judgement = trusted[Math.min(look, trusted.length - 1)];
    if (judgement === undefined) throw new Error(`no look was taken at ${metric}`);
    const { scale, change, margin: limit, verdict, evidence } = judgement;
    const minutes = deviceMinutes(groups, evidenceUntil(looks, evidence));
    return {
      deviceId,
      passId,
      metric,
      design,
      baseline: before.summary,
      candidate: now.summary,
      severity,
      scale,
      change,
      margin: limit,
      verdict,
      evidence: { ...evidence, deviceMinutes: minutes },
    };
  };
  return { metric, comparisonAt, met };
}

/** A judgement of values that are no fair sample, or say too little by themselves, decides nothing. */
function withDoubts(
  judgement: Judgement,
  metric: MetricId,
  look: number,
  { groups, isFairAt }: MeasuredDevicePass,
): Judgement {
  if (METRICS[metric].comparedBy === 'launch' && isFairAt[look] === false)
    return distrusted(judgement, 'differentialInvalidation');
  return isCoarse(metric, groups) ? distrusted(judgement, 'coarseEnergy') : judgement;
}
