import type { Calibration } from '#harness/domain/calibration.ts';
import type { Device } from '#harness/domain/device.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { KnownNoise } from '#harness/domain/known-noise.ts';
import type { RunHeader } from '#harness/domain/run.ts';
import type { Suite } from '#harness/domain/suite.ts';
import { noticeable } from './blocks.ts';

/** What calibrations know of the launches of one build against itself on a phone. */
export type Known = Pick<KnownNoise, 'farOut' | 'launches' | 'lag1' | 'isDoubted'>;

export const NOTHING_KNOWN: Known = { farOut: 0, launches: 0, lag1: 0 };

/** What calibrations with this version of the suite have seen of phones that have had no update since. */
export function knownNoise(
  calibrations: readonly Calibration[],
  suite: Suite,
  devices: readonly Device[],
): readonly KnownNoise[] {
  return calibrations.flatMap((calibration) => {
    const { deviceId, passId, metric, farOut, lag1, blocks, suiteId, suiteVersion, osBuild, doubts } = calibration;
    const device = devices.find(({ id }) => id === deviceId);
    if (suiteId !== suite.id || suiteVersion !== suite.version || osBuild !== device?.osBuild) return [];
    return [
      {
        deviceId,
        passId,
        metric,
        farOut: farOut?.count ?? 0,
        launches: farOut?.launches ?? 0,
        // Nothing was taken off it for a mean, so nothing is added.
        lag1: lag1 === null ? 0 : noticeable(lag1, blocks),
        ...(doubts.length === 0 ? {} : { isDoubted: true as const }),
      },
    ];
  });
}

/** What a run knew of a metric's launches on a device when it began. */
export function knownIn({
  known = [],
}: Pick<RunHeader, 'known'>): (deviceId: string, passId: string, metric: MetricId) => Known {
  return (deviceId, passId, metric) =>
    known.find((own) => own.deviceId === deviceId && own.passId === passId && own.metric === metric) ?? NOTHING_KNOWN;
}
