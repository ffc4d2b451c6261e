import type { AnswerChange, ArmSummary, Comparison, ProductFault } from '#harness/domain/comparison.ts';
import type { Warning } from '#harness/domain/warning.ts';
import type { AskedQuestion } from '#harness/domain/dataset.ts';
import type { Device } from '#harness/domain/device.ts';
import { metricsBeside } from '#harness/domain/beside-metrics.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import { marginFor, type Pass, type Suite } from '#harness/domain/suite.ts';
import { answerChangeOf } from '#harness/compare/answers/answer-change.ts';
import { pairAnswers } from '#harness/compare/answers/answers.ts';
import { balanced, type Block } from '#harness/compare/change/blocks.ts';
import {
  compareMetric,
  distrusted,
  type MetBlocks,
  type Reported,
  reportedMetric,
} from '#harness/compare/change/compare-metric.ts';
import { contradictions } from '#harness/compare/answers/contradictions.ts';
import { loadAfterInstall } from '#harness/compare/comparability/installations.ts';
import { isDifferentlyInvalidated } from '#harness/compare/launches/invalidation.ts';
import { isCoarse } from '#harness/compare/change/coarse-energy.ts';
import type { Judgement } from '#harness/compare/change/judgement.ts';
import type { Known } from '#harness/compare/change/known-noise.ts';
import { blocksMeasured, type TakenLooks, takenLooks } from '#harness/compare/change/looks.ts';
import { deviceMinutes } from '#harness/compare/launches/minutes.ts';
import { type LaunchGroup, launchGroupOf } from '#harness/compare/launches/launch-group.ts';
import type { Arms } from '#harness/compare/launches/arms.ts';
import type { SessionSpread } from '#harness/compare/change/stored.ts';
import { unreadableFaults, unreadableOf } from '#harness/compare/answers/unreadable.ts';
import { applicableMetrics, isApplicable } from '#harness/domain/applicable.ts';
import { hostNoiseOf, severityAmid, warnHostNoise } from './noisy-host.ts';
import { type DevicePass, warnDevicePass, whereText } from './warnings.ts';

/** What a place is assessed with, besides its launches. */
export type Setting = {
  readonly suite: Suite;
  readonly arms: Arms;
  /** What a calibration of the device knows of a metric's spread between sessions; null where nothing does. */
  readonly spreadOf: (deviceId: string, passId: string, metric: MetricId) => SessionSpread | null;
  /** What calibrations knew of a metric's launches when the run began. */
  readonly knownOf: (deviceId: string, passId: string, metric: MetricId) => Known;
  /** What the run knows of a dataset's questions, by their number. */
  readonly questionsOf: (dataset: string) => ReadonlyMap<number, AskedQuestion>;
  /** The gate was certain to fail, so the rest of the plan was left out. */
  readonly isStoppedEarly: boolean;
  readonly seed: number;
};

/** One metric on one phone: its comparison at each look, and what the mean of a model's phones needs of it. */
export type DevicePassMetric = {
  readonly metric: MetricId;
  /** @param look from 0; the same at every look where looks see nothing more */
  readonly comparisonAt: (look: number) => Comparison;
  /** Null where launches are not compared block by block: then the phone stands alone. */
  readonly met: MetBlocks | null;
};

export type AssessedDevicePass = {
  readonly device: Device;
  readonly pass: Pass;
  readonly groups: readonly LaunchGroup[];
  readonly looks: TakenLooks;
  /** Whether the arms lost so nearly the same number of launches that the blocks below are a fair sample of both. */
  readonly isFair: (untilBlock: number) => boolean;
  readonly summaries: readonly ArmSummary[];
  readonly metrics: readonly DevicePassMetric[];
  readonly answerChange: AnswerChange | null;
  readonly faults: readonly ProductFault[];
  readonly warnings: readonly Warning[];
};

/** All results of one pass on one device by itself. */
export function assessDevicePass(device: Device, pass: Pass, setting: Setting): AssessedDevicePass {
  const { arms, suite } = setting;
  const [deviceId, passId] = [device.id, pass.id];
  const candidate = launchGroupOf(arms.candidate, deviceId, passId);
  const baseline = arms.baseline === null ? null : launchGroupOf(arms.baseline, deviceId, passId);
  const groups = baseline === null ? [candidate] : [baseline, candidate];
  const asked = setting.questionsOf(pass.workload.dataset);
  const unreadable = unreadableOf(baseline, candidate, asked);
  const answers = baseline === null ? [] : pairAnswers(baseline, candidate, asked, unreadable);
  const answerChange = answerChangeOf(deviceId, passId, answers);

  const looks = takenLooks(pass.protocol, blocksMeasured(groups));
  const isFair = (untilBlock: number): boolean =>
    baseline === null || !isDifferentlyInvalidated(baseline, candidate, untilBlock);
  // What was excluded after the last block that counts was excluded from the same launches.
  const isFairAt = looks.blocks.map((until, look) =>
    isFair(look + 1 < looks.blocks.length ? until : Number.POSITIVE_INFINITY),
  );
  const noise = hostNoiseOf(device, groups, (metric) => setting.knownOf(deviceId, passId, metric).isDoubted === true);
  const summaries: ArmSummary[] = [];
  const metrics: DevicePassMetric[] = [];
  const blocks = new Map<MetricId, readonly Block[]>();
  const missing: MetricId[] = [];
  const applicable = applicableMetrics(pass, device);
  for (const metric of applicable) {
    const reported = (group: LaunchGroup): Reported | null =>
      reportedMetric(group, { deviceId, passId, metric }, unreadable);
    const now = reported(candidate);
    const before = baseline === null ? null : reported(baseline);
    summaries.push(...[before, now].flatMap((arm) => arm?.summary ?? []));
    if (now === null || (baseline !== null && before === null)) missing.push(metric);
    const margin = marginFor(suite.margins, metric, device.model);
    if (now === null || before === null || arms.baseline === null || margin === undefined) continue;
    const spread = setting.spreadOf(deviceId, passId, metric);
    const known = setting.knownOf(deviceId, passId, metric);
    const compared = compareMetric(margin, before, now, { arms, seed: setting.seed, looks, answers, spread, known });
    if (compared.met !== null) blocks.set(metric, balanced(compared.met.phone.blocks));
    const { design } = arms.baseline;
    const severity = severityAmid(noise, margin);
    const devicePass = { deviceId, passId, metric, design, baseline: before.summary, candidate: now.summary, severity };
    const judgements = compared.judgements.map((judgement, look) => {
      const isFairThere = isFairAt.at(compared.judgements.length === 1 ? -1 : look) ?? true;
      if (METRICS[metric].comparedBy === 'launch' && !isFairThere)
        return distrusted(judgement, 'differentialInvalidation');
      return isCoarse(metric, groups) ? distrusted(judgement, 'coarseEnergy') : judgement;
    });
    const comparisonAt = (look: number): Comparison => {
      const judgement = judgements[Math.min(look, judgements.length - 1)];
      if (judgement === undefined) throw new Error(`no look was taken at ${metric}`);
      return comparisonOf(devicePass, judgement, groups, looks);
    };
    metrics.push({ metric, comparisonAt, met: compared.met });
  }
  for (const metric of metricsBeside(pass.metrics)) {
    if (!isApplicable(metric, pass, device)) continue;
    const place = { deviceId, passId, metric };
    const summaryOf = (group: LaunchGroup): ArmSummary | null =>
      metric === 'modelLoadAfterInstall'
        ? loadAfterInstall(group, place)
        : (reportedMetric(group, place, unreadable)?.summary ?? null);
    summaries.push(...groups.flatMap((group) => summaryOf(group) ?? []));
  }
  const devicePass: DevicePass = {
    deviceId,
    deviceLabel: device.label,
    passId,
    metrics: applicable,
    groups,
    // Where a run that stopped early has left out all launches of a build, nothing is missing.
    missing: setting.isStoppedEarly && groups.some(({ launches }) => launches.length === 0) ? [] : missing,
    blocks,
    contradictions: contradictions(answers, groups),
    unreadable,
    suite,
  };
  return {
    device,
    pass,
    groups,
    looks,
    isFair,
    summaries,
    metrics,
    answerChange,
    faults: unreadableFaults(unreadable, { deviceId, passId }),
    warnings: [
      ...warnHostNoise(noise, applicable, whereText(devicePass)),
      ...warnDevicePass(devicePass, answerChange, lastOf(metrics, looks)),
    ],
  };
}

/** The comparisons of a place as they stand in the end. */
export function lastOf(metrics: readonly DevicePassMetric[], looks: TakenLooks): readonly Comparison[] {
  return metrics.map(({ comparisonAt }) => comparisonAt(looks.blocks.length - 1));
}

type ComparedPlace = Omit<Comparison, 'scale' | 'change' | 'margin' | 'verdict' | 'evidence'>;

function comparisonOf(
  devicePass: ComparedPlace,
  { scale, change, margin, verdict, evidence }: Judgement,
  groups: readonly LaunchGroup[],
  looks: TakenLooks,
): Comparison {
  const until = evidence.look === null ? Number.POSITIVE_INFINITY : (looks.blocks[evidence.look.number - 1] ?? 0);
  return {
    ...devicePass,
    scale,
    change,
    margin,
    verdict,
    evidence: { ...evidence, deviceMinutes: deviceMinutes(groups, until) },
  };
}
