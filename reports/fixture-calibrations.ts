/** Test support: what sessions of one build against itself have shown of phones. */
import type { Calibration, Rate } from '#harness/domain/calibration.ts';
import type { Device } from '#harness/domain/device.ts';
import type { MetricId } from '#harness/domain/metric.ts';

/** Of twelve sessions, with 95 % bounds of scipy.stats.binomtest(…).proportion_ci('exact'). */
const RATES: readonly Rate[] = [
  { hits: 0, trials: 12, low: 0, high: 0.264_648 },
  { hits: 1, trials: 12, low: 0.002_108, high: 0.384_796 },
  { hits: 2, trials: 12, low: 0.020_863, high: 0.484_138 },
];
const METRICS: readonly MetricId[] = ['timeToFirstToken', 'endToEnd'];

/** Two metrics a device: without a false alarm on the first device, with one and doubts on the others. */
export function fixtureCalibrations(devices: readonly Device[]): readonly Calibration[] {
  return devices.flatMap((device, index) =>
    METRICS.map((metric): Calibration => {
      const isDoubtful = index > 0 && metric === 'endToEnd';
      return {
        deviceId: device.id,
        model: device.model,
        osBuild: device.osBuild,
        provenance: device.provenance,
        suiteId: 'release',
        suiteVersion: 3,
        passId: 'latency',
        metric,
        scale: 'relative',
        buildId: '5eed0badf00d'.repeat(5),
        measuredAt: '2026-02-20T18:40:00.000Z',
        runIds: Array.from({ length: 12 }, (_, session) => `20260220-${session}`),
        sessions: 12,
        launches: 288,
        blocks: 144,
        level: 332,
        sessionSd: 0.004,
        launchSd: 0.012,
        iterationSd: 0.02,
        blockSd: 0.017,
        trimmedBlockSd: 0.018,
        farOut: null,
        lag1: 0.04,
        blockMinutes: 2.35,
        installMinutes: 0.4,
        iterationMs: 332,
        falseAlarms: rate(isDoubtful ? 1 : 0),
        zeroExcluded: rate(isDoubtful ? 2 : 1),
        doubts: isDoubtful
          ? ['End to end (latency): the unchanged build was called changed beyond its margin in 1 of 12 sessions']
          : [],
      };
    }),
  );
}

function rate(hits: number): Rate {
  return RATES[hits] ?? { hits, trials: 12, low: 0, high: 1 };
}
