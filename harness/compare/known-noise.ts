import type { MetricId } from '#harness/domain/metric.ts';
import type { RunHeader } from '#harness/domain/run.ts';
import { type KnownTail, NOTHING_KNOWN } from './far-out.ts';

/** What a run knew of a metric's launches on a device when it began. */
export function knownIn({
  known = [],
}: Pick<RunHeader, 'known'>): (deviceId: string, passId: string, metric: MetricId) => KnownTail {
  return (deviceId, passId, metric) =>
    known.find((own) => own.deviceId === deviceId && own.passId === passId && own.metric === metric) ?? NOTHING_KNOWN;
}
