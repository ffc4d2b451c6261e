import type { Calibration } from '#harness/domain/calibration.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { Suite } from '#harness/domain/suite.ts';
import { medianVariance } from '#harness/stats/intervals/median-variance.ts';
import { median } from '#harness/stats/quantile.ts';

/**
 * How a quantity varies: standard deviations of its logarithm, or in its own unit where it may be zero. What varies
 * between sessions and blocks is shared by both arms.
 */
export type Spread = {
  readonly session: number;
  readonly block: number;
  /** Between the launches of a block. */
  readonly launch: number;
  readonly iteration: number;
};

/** A typical value, in the unit of the metric, and how it varies. */
export type Quantity = { readonly level: number; readonly spread: Spread };

/** What a simulated launch is made of, each named by the metric that shows it. */
export const QUANTITY_IDS = [
  'preprocess',
  'visionEncode',
  'prefill',
  'interTokenP50',
  'modelLoadCold',
  'modelLoadWarm',
  'memoryAfterLoad',
  'peakMemory',
  'leakPerCycle',
  'energyPerAnswer',
] as const satisfies readonly MetricId[];
export type QuantityId = (typeof QUANTITY_IDS)[number];

/** How a phone with an app on it behaves. */
export type Profile = {
  readonly quantities: { readonly [Id in QuantityId]: Quantity };
  /** Lag-1 autocorrelation of an arm's launches from block to block, and so of the blocks' differences. */
  readonly lag1: number;
};

/** Assumed where there is no calibration: 4 % between sessions, 2 % between launches, 1 % between iterations. */
export const ASSUMED_SPREAD: Spread = { session: 0.04, block: 0, launch: 0.02, iteration: 0.01 };
/** Memory is counted, not timed. */
const ASSUMED_MEMORY_SPREAD: Spread = { session: 0.01, block: 0, launch: 0.005, iteration: 0 };
const ASSUMED_LEAK_SPREAD: Spread = { session: 0, block: 0, launch: 1e5, iteration: 2e5 };

const assumed = (level: number, spread: Spread = ASSUMED_SPREAD): Quantity => ({ level, spread });

/** A phone of round numbers, measured nowhere: only shares and spreads matter to a gate, not the levels. */
export const ASSUMED_PROFILE: Profile = {
  quantities: {
    preprocess: assumed(20),
    visionEncode: assumed(50),
    prefill: assumed(30),
    interTokenP50: assumed(10),
    modelLoadCold: assumed(1000),
    modelLoadWarm: assumed(500),
    memoryAfterLoad: assumed(600e6, ASSUMED_MEMORY_SPREAD),
    peakMemory: assumed(900e6, ASSUMED_MEMORY_SPREAD),
    leakPerCycle: assumed(0, ASSUMED_LEAK_SPREAD),
    energyPerAnswer: assumed(2),
  },
  lag1: 0,
};

/** The assumed phone with the levels and spreads of those quantities that were calibrated on a device with a suite. */
export function calibratedProfile(calibrations: readonly Calibration[], suite: Suite): Profile {
  const quantityOf = (id: QuantityId): Quantity => {
    const known = calibrations.find(({ metric }) => metric === id);
    const assumed = ASSUMED_PROFILE.quantities[id];
    if (known === undefined) return assumed;
    const pass = suite.passes.find(({ id: passId }) => passId === known.passId);
    return { level: known.level, spread: spreadOf(known, pass?.protocol.iterationsPerLaunch ?? 1, assumed.spread) };
  };
  const lags = calibrations.flatMap(({ lag1 }) => lag1 ?? []);
  return {
    quantities: Object.fromEntries(QUANTITY_IDS.map((id) => [id, quantityOf(id)])) as Profile['quantities'],
    // An estimate of 1 would never move again.
    lag1: Math.min(0.99, Math.max(0, median(lags) ?? 0)),
  };
}

/**
 * A calibration's launches and blocks vary by what the median of their iterations adds, too. The difference of a block
 * holds two launches' own variance; what launches vary by beyond it, both arms share.
 */
function spreadOf(
  { sessionSd, launchSd, blockSd, iterationSd }: Calibration,
  iterations: number,
  assumed: Spread,
): Spread {
  const fromIterations = iterationSd === null ? 0 : medianVariance(iterationSd, iterations);
  const own = blockSd === null ? (launchSd ?? assumed.launch) ** 2 : blockSd ** 2 / 2;
  const shared = launchSd === null ? 0 : launchSd ** 2 - own;
  return {
    session: sessionSd ?? assumed.session,
    block: Math.sqrt(Math.max(0, shared)),
    launch: Math.sqrt(Math.max(0, own - fromIterations)),
    iteration: iterationSd ?? 0,
  };
}
