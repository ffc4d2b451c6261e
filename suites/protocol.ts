import type { Protocol, Readiness } from '#harness/domain/suite.ts';

/** A phone outside these limits is waited for, then its launch is called invalid, never slow. */
const READINESS: Readiness = {
  minBatteryPercent: 30,
  maxBatteryPercent: 100,
  pollMs: 5000,
  timeoutMs: 300_000,
};

/** What the passes have in common; each pass says what it does differently. */
export const BURST: Protocol = {
  blocks: 24,
  looks: [6, 12, 18],
  discardFirstLaunch: true,
  warmupIterations: 8,
  iterationsPerLaunch: 16,
  cycles: 1,
  footprintIntervalMs: null,
  energyRefreshes: null,
  launchTimeoutMs: 120_000,
  readiness: READINESS,
};
