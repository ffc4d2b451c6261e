import type { Suite } from '#harness/domain/suite.ts';
import { BARE_PROTOCOL } from '#harness/domain/protocol.fixture.ts';

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
      ...BARE_PROTOCOL,
      blocks,
      discardFirstLaunch,
      launchTimeoutMs: 1000,
      readiness: { minBatteryPercent: 0, maxBatteryPercent: 100, pollMs: 1, timeoutMs: 1 },
    },
  })),
});
