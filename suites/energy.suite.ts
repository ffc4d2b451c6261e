import type { Suite } from '#harness/domain/suite.ts';
import { BURST } from './protocol.ts';
import { CAPTIONS } from './workload.ts';

const energy: Suite = {
  id: 'energy',
  version: 2,
  title: 'Energy per answer and average power over a window of at least twenty telemetry renewals',
  passes: [
    {
      id: 'energy',
      workload: CAPTIONS,
      protocol: {
        ...BURST,
        blocks: 4,
        looks: [],
        warmupIterations: 0,
        energyRefreshes: 20,
        launchTimeoutMs: 1_200_000,
        // Charging warms the phone.
        readiness: { ...BURST.readiness, supplies: ['battery', 'held'] },
      },
      metrics: ['energyPerAnswer', 'averagePower'],
    },
  ],
  margins: [
    { metric: 'energyPerAnswer', percent: 8, absolute: null, severity: 'block' },
    { metric: 'averagePower', percent: 8, absolute: null, severity: 'warn' },
  ],
};

export default energy;
