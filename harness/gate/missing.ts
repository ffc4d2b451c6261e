import type { Assessment } from '#harness/domain/comparison.ts';
import type { Reason } from '#harness/domain/decision.ts';
import type { Device } from '#harness/domain/device.ts';
import { METRICS, type MetricId } from '#harness/domain/metric.ts';
import type { Pass } from '#harness/domain/suite.ts';
import { keepsClosed } from './opened-phases.ts';

/**
 * A metric that should decide and was not compared must not pass in silence. A phase should decide where its parent
 * leaves it open; an app that never reports it is not blamed for that.
 */
export function missingComparisons(assessment: Assessment): readonly Reason[] {
  const { baseline, suite, devices, stoppedEarly } = assessment;
  // Passes that a run skipped because its gate already fails are not missing.
  if (baseline === null || stoppedEarly !== undefined) return [];
  return devices.flatMap((device) =>
    suite.passes.flatMap((pass) =>
      pass.metrics
        .filter((metric) => suite.margins.some((entry) => entry.metric === metric && entry.severity === 'block'))
        .filter((metric) => isMissing(assessment, device, pass, metric))
        .map((metric): Reason => ({
          kind: 'notCompared',
          notCompared: metric,
          message: `${METRICS[metric].label} was not compared on ${device.label}: ${whyMissing(assessment, device, pass, metric)}`,
        })),
    ),
  );
}

function isMissing({ comparisons, summaries }: Assessment, device: Device, pass: Pass, metric: MetricId): boolean {
  const isHere = ({ deviceId, passId }: { readonly deviceId: string; readonly passId: string }): boolean =>
    deviceId === device.id && passId === pass.id;
  const own = comparisons.filter(isHere);
  if (own.some((comparison) => comparison.metric === metric)) return false;
  const { role, parent } = METRICS[metric];
  if (role !== 'phase') return role === 'primary';
  if (parent === null || !pass.metrics.includes(parent)) return true;
  const whole = own.find((comparison) => comparison.metric === parent);
  const isReported = summaries.some((summary) => isHere(summary) && summary.metric === metric);
  return isReported && whole !== undefined && !keepsClosed(whole);
}

function whyMissing({ summaries }: Assessment, device: Device, pass: Pass, metric: MetricId): string {
  const arms = summaries
    .filter((summary) => summary.deviceId === device.id && summary.passId === pass.id && summary.metric === metric)
    .map(({ arm }) => arm);
  if (arms.length !== 1) return 'neither build reports it';
  return `the ${arms[0] === 'baseline' ? 'candidate' : 'baseline'} does not report it`;
}
