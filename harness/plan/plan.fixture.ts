import type { Suite } from '#harness/domain/suite.ts';

/** A suite of two passes that differ by name only. */
export const planSuite = (blocks: number, discardFirstLaunch: boolean): Suite => ({
  id: 's',
  version: 1,
  title: '',
  margins: [],
  passes: ['first', 'second'].map((id) => ({
    id,
    metrics: ['timeToFirstToken'],
    workload: {
      id: 'w',
      model: 'm',
      dataset: 'd',
      subset: 'all',
      promptTemplate: '{question}',
      imageSizePx: null,
      maxOutputTokens: 8,
    },
    protocol: {
      blocks,
      looks: [],
      fewestToPass: 0,
      discardFirstLaunch,
      warmupIterations: 0,
      iterationsPerLaunch: 1,
      cycles: 1,
      footprintIntervalMs: null,
      energyRefreshes: null,
      launchTimeoutMs: 1000,
      readiness: { minBatteryPercent: 0, maxBatteryPercent: 100, pollMs: 1, timeoutMs: 1 },
    },
  })),
});
