import { medianVariance } from '#harness/stats/intervals/median-variance.ts';

/** What a launch and an iteration cost and how they vary; standard deviations and costs are in any one unit each. */
export type LaunchEconomy = {
  /** Device time of a launch, its iterations left out. */
  readonly launchMs: number;
  readonly iterationMs: number;
  /** Between launches that have `iterations` iterations each: what these add is in it. */
  readonly launchSd: number;
  readonly iterationSd: number;
  readonly iterations: number;
};

/**
 * Timed iterations a launch that find most in a given device time (Kalibera & Jones 2013, "Rigorous benchmarking in
 * reasonable time"): √((c_launch / c_iteration) · (σ²_iteration / σ²_launch)), where σ²_launch is what launches vary
 * beyond what their iterations add. As a launch's value is a median and not a mean, σ²_iteration counts π/2 times. At
 * least 1; infinite where launches vary no more than their iterations make them.
 */
export function bestIterations(economy: LaunchEconomy): number {
  const { launchMs, iterationMs, launchSd, iterationSd, iterations } = economy;
  const added = medianVariance(iterationSd, iterations);
  const own = launchSd ** 2 - added;
  if (own <= 0) return Number.POSITIVE_INFINITY;
  return Math.max(1, Math.round(Math.sqrt(((launchMs / iterationMs) * iterations * added) / own)));
}
