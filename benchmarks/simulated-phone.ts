import type { Random } from '#harness/ports.ts';
import { normalQuantile } from '#harness/stats/normal.ts';
import { median } from '#harness/stats/quantile.ts';

/** How far values lie apart at each level: standard deviations of logarithms. */
export type Noise = { readonly session: number; readonly launch: number; readonly iteration: number };

/** Iterations of one launch, in milliseconds. */
export type SimulatedLaunch = readonly number[];

const LEVEL_MS = 100;

/** One session of unchanged code: what is common to a session, and to a launch, is drawn once for it. */
export function simulateSession(
  noise: Noise,
  launches: number,
  iterations: number,
  random: Random,
): readonly SimulatedLaunch[] {
  const session = noise.session * normal(random);
  return Array.from({ length: launches }, () => {
    const launch = session + noise.launch * normal(random);
    return Array.from({ length: iterations }, () => LEVEL_MS * Math.exp(launch + noise.iteration * normal(random)));
  });
}

/** One number a launch, as this project reduces it. */
export function launchValues(launches: readonly SimulatedLaunch[]): readonly number[] {
  return launches.flatMap((iterations) => median(iterations) ?? []);
}

/** Half of a uniform number's step keeps the quantile finite at the ends. */
function normal(random: Random): number {
  return normalQuantile(random.next() + 2 ** -33);
}
