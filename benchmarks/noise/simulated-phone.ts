import type { Random } from '#harness/ports/time.ts';
import { median } from '#harness/stats/quantile.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';

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
  const normal = standardNormal(random);
  const session = noise.session * normal();
  return Array.from({ length: launches }, () => {
    const launch = session + noise.launch * normal();
    return Array.from({ length: iterations }, () => LEVEL_MS * Math.exp(launch + noise.iteration * normal()));
  });
}

/** One number a launch, as this project reduces it. */
export function launchValues(launches: readonly SimulatedLaunch[]): readonly number[] {
  return launches.flatMap((iterations) => median(iterations) ?? []);
}
