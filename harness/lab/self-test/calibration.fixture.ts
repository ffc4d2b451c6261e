import type { Calibration } from '#harness/domain/calibration.ts';

/** What is known of the vision encoder on one phone. */
export function aCalibration(overrides: Partial<Calibration>): Calibration {
  return {
    deviceId: 'one',
    model: 'iPhone17,1',
    osBuild: '22B83',
    provenance: 'physical',
    suiteId: 'latency',
    suiteVersion: 1,
    passId: 'only',
    metric: 'visionEncode',
    scale: 'relative',
    buildId: 'b',
    measuredAt: '2026-01-01T00:00:00.000Z',
    runIds: ['r'],
    sessions: 3,
    launches: 72,
    blocks: 36,
    level: 80,
    sessionSd: 0.03,
    launchSd: 0.05,
    iterationSd: 0.02,
    blockSd: 0.04,
    trimmedBlockSd: null,
    farOut: null,
    lag1: 0.2,
    blockMinutes: 1,
    installMinutes: 1,
    iterationMs: 100,
    falseAlarms: { hits: 0, trials: 3, low: 0, high: 0.71 },
    zeroExcluded: { hits: 0, trials: 3, low: 0, high: 0.71 },
    doubts: [],
    ...overrides,
  };
}
