import type { ArmSummary, Comparison } from '#harness/domain/comparison.ts';
import type { ProductFault } from '#harness/domain/assessment.ts';
import type { AnswerChange } from '#harness/domain/answer-change.ts';
import type { Warning } from '#harness/domain/warning.ts';
import type { Device } from '#harness/domain/device.ts';
import { metricsBeside } from '#harness/domain/beside-metrics.ts';
import type { Pass } from '#harness/domain/suite.ts';
import { answerChangeOf } from '#harness/compare/answers/answer-change.ts';
import { balanced } from '#harness/compare/change/blocks.ts';
import { reportedMetric } from '#harness/compare/change/compare-metric.ts';
import { contradictions } from '#harness/compare/answers/contradictions.ts';
import { loadAfterInstall } from '#harness/compare/comparability/installations.ts';
import type { TakenLooks } from '#harness/compare/change/looks.ts';
import { unreadableFaults } from '#harness/compare/answers/unreadable.ts';
import { applicableMetrics, isApplicable } from '#harness/domain/applicable.ts';
import { assessMetric, type AssessedMetric, type DevicePassMetric } from './assess-metric.ts';
import { type DevicePassSetting, type MeasuredDevicePass, measuredDevicePass } from './measured-device-pass.ts';
import { warnHostNoise } from './noisy-host.ts';
import { type DevicePass, warnDevicePass, whereText } from './warn-device-pass.ts';

export type AssessedDevicePass = Pick<MeasuredDevicePass, 'device' | 'pass' | 'groups' | 'looks' | 'isFair'> & {
  readonly summaries: readonly ArmSummary[];
  readonly metrics: readonly DevicePassMetric[];
  readonly answerChange: AnswerChange | null;
  readonly faults: readonly ProductFault[];
  readonly warnings: readonly Warning[];
};

/** All results of one pass on one device by itself. */
export function assessDevicePass(device: Device, pass: Pass, setting: DevicePassSetting): AssessedDevicePass {
  const measured = measuredDevicePass(device, pass, setting);
  const { groups, looks, isFair, unreadable, answers } = measured;
  const assessed = applicableMetrics(pass, device).map((metric) => assessMetric(metric, measured, setting));
  const metrics = assessed.flatMap(({ compared }) => compared ?? []);
  const answerChange = answerChangeOf(device.id, pass.id, answers);
  return {
    device,
    pass,
    groups,
    looks,
    isFair,
    summaries: [...assessed.flatMap(({ summaries }) => summaries), ...summariesBeside(measured)],
    metrics,
    answerChange,
    faults: unreadableFaults(unreadable, { deviceId: device.id, passId: pass.id }),
    warnings: warningsOf(measured, assessed, answerChange, setting),
  };
}

/** Of the metrics that are measured beside those of the pass and judged nowhere. */
function summariesBeside({ device, pass, groups, unreadable }: MeasuredDevicePass): readonly ArmSummary[] {
  const beside = metricsBeside(pass.metrics).filter((metric) => isApplicable(metric, pass, device));
  return beside.flatMap((metric) => {
    const place = { deviceId: device.id, passId: pass.id, metric };
    return groups.flatMap((group) => {
      const summary =
        metric === 'modelLoadAfterInstall'
          ? loadAfterInstall(group, place)
          : reportedMetric(group, place, unreadable)?.summary;
      return summary ?? [];
    });
  });
}

function warningsOf(
  { device, pass, groups, looks, unreadable, answers, noise }: MeasuredDevicePass,
  assessed: readonly AssessedMetric[],
  answerChange: AnswerChange | null,
  { suite, isStoppedEarly }: DevicePassSetting,
): readonly Warning[] {
  const metrics = assessed.flatMap(({ compared }) => compared ?? []);
  // Where a run that stopped early has left out all launches of a build, nothing is missing.
  const isLeftOut = isStoppedEarly && groups.some(({ launches }) => launches.length === 0);
  const devicePass: DevicePass = {
    deviceId: device.id,
    deviceLabel: device.label,
    passId: pass.id,
    metrics: assessed.map(({ metric }) => metric),
    groups,
    missing: assessed.flatMap(({ metric, isMissing }) => (isMissing && !isLeftOut ? [metric] : [])),
    blocks: new Map(
      metrics.flatMap(({ metric, met }) => (met === null ? [] : [[metric, balanced(met.phone.blocks)] as const])),
    ),
    contradictions: contradictions(answers, groups),
    unreadable,
    suite,
  };
  return [
    ...warnHostNoise(noise, devicePass.metrics, whereText(devicePass)),
    ...warnDevicePass(devicePass, answerChange, lastOf(metrics, looks)),
  ];
}

/** The comparisons of a device pass as they stand in the end. */
export function lastOf(metrics: readonly DevicePassMetric[], looks: TakenLooks): readonly Comparison[] {
  return metrics.map(({ comparisonAt }) => comparisonAt(looks.blocks.length - 1));
}
