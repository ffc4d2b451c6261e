import type { Device } from '#harness/domain/device.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { Margin } from '#harness/domain/suite.ts';
import type { Warning } from '#harness/domain/warning.ts';
import { median } from '#harness/stats/quantile.ts';
import { listed } from '#harness/text/lists.ts';
import { metricWord } from '#harness/text/names.ts';
import type { LaunchGroup } from './launches/launch-group.ts';
import { MAX_WAITED_SHARE } from './levels.ts';

/** What is known of the noise of times that were measured on the machine of the harness. */
export type HostNoise = {
  /** Of the time for which the app of the median launch wanted a processor, the share in which others had it; 0 to 1. */
  readonly waitedShare: number;
  /** Whether a calibration of the machine doubts verdicts on the metric. */
  readonly isDoubted: (metric: MetricId) => boolean;
};

/** Null for a device that is not the machine of the harness: nothing else runs there, or its app does not count waiting. */
export function hostNoiseOf(
  { provenance }: Pick<Device, 'provenance'>,
  groups: readonly LaunchGroup[],
  isDoubted: HostNoise['isDoubted'],
): HostNoise | null {
  if (provenance !== 'host') return null;
  const shares = groups.flatMap(({ launches }) =>
    launches.flatMap(({ outcome: { waitedMs, cpuTimeMs } }) =>
      waitedMs === undefined || cpuTimeMs === null || waitedMs + cpuTimeMs === 0
        ? []
        : [waitedMs / (waitedMs + cpuTimeMs)],
    ),
  );
  return { waitedShare: median(shares) ?? 0, isDoubted };
}

/** Sizes, tokens and answers are the same on a busy machine; times are not, and then only warn. */
export function severityAmid(noise: HostNoise | null, { metric, severity }: Margin): Margin['severity'] {
  if (noise === null || !isTimed(metric)) return severity;
  return noise.waitedShare > MAX_WAITED_SHARE || noise.isDoubted(metric) ? 'warn' : severity;
}

export function warnHostNoise(
  noise: HostNoise | null,
  metrics: readonly MetricId[],
  where: string,
): readonly Warning[] {
  if (noise === null) return [];
  const timed = metrics.filter(isTimed);
  if (timed.length > 0 && noise.waitedShare > MAX_WAITED_SHARE) {
    const percent = Math.round(100 * noise.waitedShare);
    const message = `In the median launch, other work had the processor for ${percent} % of the time in which the app wanted it, ${where}: times only warn.`;
    return [{ code: 'noisyHost', message }];
  }
  const doubted = timed.filter(noise.isDoubted);
  if (doubted.length === 0) return [];
  const message = `A calibration doubts verdicts ${where}, which only warn: ${listed(doubted.map(metricWord))}.`;
  return [{ code: 'noisyHost', message }];
}

const SIZES: ReadonlySet<string> = new Set(['B', 'B/cycle']);

function isTimed(metric: MetricId): boolean {
  const { comparedBy, unit } = METRICS[metric];
  return comparedBy === 'launch' && !SIZES.has(unit);
}
