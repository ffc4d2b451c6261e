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
 * Timed iterations a launch that tell most in a given device time (Kalibera & Jones 2013, "Rigorous benchmarking in
 * reasonable time"): √((c_launch / c_iteration) · (σ²_iteration / σ²_launch)), where σ²_launch is what launches vary beyond
 * the share of their iterations, σ²_iteration / n. It takes a launch's value for the mean of its iterations. At least 1;
 * infinite where launches vary no more than their iterations make them.
 */
export function bestIterations(economy: LaunchEconomy): number {
  const { launchMs, iterationMs, launchSd, iterationSd, iterations } = economy;
  const own = launchSd ** 2 - iterationSd ** 2 / iterations;
  if (own <= 0) return Number.POSITIVE_INFINITY;
  return Math.max(1, Math.round(Math.sqrt(((launchMs / iterationMs) * iterationSd ** 2) / own)));
}
