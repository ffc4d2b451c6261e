import type { Suite } from '#harness/domain/suite.ts';
import { BURST } from './protocol.ts';
import { CAPTIONS } from './workload.ts';

const MEGABYTE = 1e6;

const memory: Suite = {
  id: 'memory',
  version: 1,
  title: 'Peak memory, memory after load and growth over load–run–unload cycles',
  passes: [
    {
      id: 'memory',
      workload: CAPTIONS,
      protocol: {
        ...BURST,
        blocks: 4,
        looks: [],
        warmupIterations: 0,
        iterationsPerLaunch: 2,
        cycles: 12,
        footprintIntervalMs: 100,
      },
      metrics: ['peakMemory', 'memoryAfterLoad', 'leakPerCycle', 'modelLoadWarm', 'modelSize'],
    },
  ],
  margins: [
    { metric: 'peakMemory', percent: 3, absolute: 20 * MEGABYTE, severity: 'block' },
    { metric: 'memoryAfterLoad', percent: 3, absolute: 20 * MEGABYTE, severity: 'block' },
    { metric: 'leakPerCycle', percent: null, absolute: MEGABYTE, severity: 'block' },
    { metric: 'modelLoadWarm', percent: 10, absolute: null, severity: 'warn' },
    { metric: 'modelSize', percent: 5, absolute: null, severity: 'block' },
  ],
};

export default memory;
