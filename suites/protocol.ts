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
  // Six blocks are the fewest that ranks can decide; with an odd number one order of the builds counts more than the other.
  looks: [6, 8, 10, 12, 14, 16, 18, 20, 22],
  fewestToPass: 20,
  // A preparation launch after each installation has paid for what later ones reuse. Published launches that follow a first one
  // are as good as those after them; benchmarks/RESULTS.md has the numbers.
  discardFirstLaunch: false,
  warmupIterations: 8,
  iterationsPerLaunch: 16,
  cycles: 1,
  footprintIntervalMs: null,
  energyRefreshes: null,
  launchTimeoutMs: 120_000,
  readiness: READINESS,
};
