import type { Assessment } from '#harness/domain/assessment.ts';
import { isApplicable } from '#harness/domain/applicable.ts';
import { closesPhases, decidingMetrics } from '#harness/domain/deciding.ts';
import type { Device } from '#harness/domain/device.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import { deviceModelOf } from '#harness/domain/device-model-of.ts';
import type { Arm } from '#harness/domain/plan.ts';
import type { Pass } from '#harness/domain/suite.ts';
import type { CollectedReasons, SortedReasons } from './sorted-reasons.ts';

/**
 * A metric that should decide and was not compared must not pass in silence. A phase should decide where its parent
 * leaves it open; an app that never reports it is not blamed for that. No policy passes a candidate that does not report
 * what its baseline does, nor a pass of which a build has not one measured launch; a metric that neither build reports is
 * a doubt.
 */
export function missingComparisons(assessment: Assessment): Pick<SortedReasons, 'blocks' | 'doubts'> {
  const { baseline, suite, devices, stoppedEarly } = assessment;
  const found: Pick<CollectedReasons, 'blocks' | 'doubts'> = { blocks: [], doubts: [] };
  // Passes that a run skipped because its gate already fails are not missing.
  if (baseline === null || stoppedEarly !== undefined) return found;
  for (const device of devices) {
    for (const pass of suite.passes) {
      const missing = decidingMetrics(pass, suite).filter(
        (metric) => isApplicable(metric, pass, device) && isMissing(assessment, device, pass, metric),
      );
      for (const metric of missing) {
        const reporting = armsReporting(assessment, device, pass, metric);
        const isCandidateSilent = reporting.length === 1 && reporting[0] === 'baseline';
        (isCandidateSilent || isUnmeasured(assessment, device, pass) ? found.blocks : found.doubts).push({
          kind: 'notCompared',
          notCompared: metric,
          message: `${METRICS[metric].label} was not compared on ${device.label}: ${whoIsSilent(reporting)}`,
        });
      }
    }
  }
  return found;
}

function isMissing(assessment: Assessment, device: Device, pass: Pass, metric: MetricId): boolean {
  const { comparisons, summaries } = assessment;
  const isHere = ({ deviceId, passId }: { readonly deviceId: string; readonly passId: string }): boolean =>
    deviceId === device.id && passId === pass.id;
  const own = comparisons.filter(isHere);
  if (own.some((comparison) => comparison.metric === metric)) return false;
  const { role, parent } = METRICS[metric];
  if (role === 'primary') return true;
  if (parent === null || !pass.metrics.includes(parent)) return true;
  const whole = own.find((comparison) => comparison.metric === parent);
  const isReported = summaries.some((summary) => isHere(summary) && summary.metric === metric);
  return isReported && whole !== undefined && !closesPhases(deviceModelOf(whole, assessment) ?? whole);
}

function armsReporting({ summaries }: Assessment, device: Device, pass: Pass, metric: MetricId): readonly Arm[] {
  return summaries
    .filter((summary) => summary.deviceId === device.id && summary.passId === pass.id && summary.metric === metric)
    .map(({ arm }) => arm);
}

function isUnmeasured({ slots }: Assessment, device: Device, pass: Pass): boolean {
  return slots.some(({ deviceId, passId, measured }) => deviceId === device.id && passId === pass.id && measured === 0);
}

function whoIsSilent(reporting: readonly Arm[]): string {
  if (reporting.length !== 1) return 'neither build reports it';
  return `the ${reporting[0] === 'baseline' ? 'candidate' : 'baseline'} does not report it`;
}
