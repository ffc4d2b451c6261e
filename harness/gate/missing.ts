import type { Assessment } from '#harness/domain/comparison.ts';
import type { Reason } from '#harness/domain/decision.ts';
import type { Device } from '#harness/domain/device.ts';
import { METRICS, type MetricId } from '#harness/domain/metric.ts';
import type { Pass } from '#harness/domain/suite.ts';
import { keepsClosed } from './opened-phases.ts';

/**
 * A metric that should decide and of which nothing can be said must not pass in silence. A phase should where its parent
 * leaves it open; an app that has never told it is not blamed for that.
 */
export function missingComparisons(assessment: Assessment): readonly Reason[] {
  const { baseline, suite, devices } = assessment;
  if (baseline === null) return [];
  return devices.flatMap((device) =>
    suite.passes.flatMap((pass) =>
      pass.metrics
        .filter((metric) => suite.margins.some((entry) => entry.metric === metric && entry.severity === 'block'))
        .filter((metric) => isMissing(assessment, device, pass, metric))
        .map((metric): Reason => {
          const message = `${METRICS[metric].label} was not measured for both builds on ${device.label}`;
          return { kind: 'incomplete', message };
        }),
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
  const whole = own.find((comparison) => comparison.metric === parent);
  const isTold = summaries.some((summary) => isHere(summary) && summary.metric === metric);
  return isTold && whole !== undefined && !keepsClosed(whole);
}
