import type { Protocol } from './suite.ts';

/** The least that a pass can ask for: one block, one question a launch, nothing beside its times, and no wait for the device. */
export const BARE_PROTOCOL: Protocol = {
  blocks: 1,
  looks: [],
  fewestToPass: 0,
  discardFirstLaunch: false,
  warmupIterations: 0,
  iterationsPerLaunch: 1,
  cycles: 1,
  footprintIntervalMs: null,
  energyRefreshes: null,
  launchTimeoutMs: 60_000,
  readiness: { minBatteryPercent: 0, maxBatteryPercent: 100, pollMs: 1, timeoutMs: 0 },
};
