import type { Suite } from '#harness/domain/suite.ts';
import { BURST } from './protocol.ts';
import { CAPTIONS } from './workload.ts';

const MINUTE_MS = 60_000;

const sustained: Suite = {
  id: 'sustained',
  version: 1,
  title: 'Throughput under ten minutes of load: what is left of it when the phone is warm',
  passes: [
    {
      id: 'sustained',
      workload: CAPTIONS,
      protocol: {
        ...BURST,
        // An hour each: two launches and their rests.
        blocks: 4,
        looks: [],
        fewestToPass: 0,
        // They meet a phone that is cooler than any later launch does.
        discardFirstLaunch: true,
        warmupIterations: 4,
        // Few questions come round often, so that every minute has the same ones.
        iterationsPerLaunch: 4,
        sustainMs: 10 * MINUTE_MS,
        launchTimeoutMs: 1_200_000,
        readiness: { ...BURST.readiness, supplies: ['battery', 'held'], restMs: 20 * MINUTE_MS, timeoutMs: 1_200_000 },
      },
      metrics: ['sustainedThroughput', 'throughputRetention', 'kneeTime'],
    },
  ],
  margins: [
    { metric: 'sustainedThroughput', percent: 8, absolute: null, severity: 'block' },
    { metric: 'throughputRetention', percent: 8, absolute: null, severity: 'block' },
    { metric: 'kneeTime', percent: 25, absolute: null, severity: 'warn' },
  ],
};

export default sustained;
