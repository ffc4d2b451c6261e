import type { Fingerprint } from '#harness/domain/build.ts';
import type { ThermalState } from '#harness/domain/device.ts';
import type { Footprint, Iteration, ModelLoad, SkippedQuestion, Unload } from '#harness/domain/launch.ts';
import type { GraphTimes } from '#harness/domain/operator-times.ts';

/** What a file has reported so far; a broken file still has what stood before the break. */
export type Recorded = {
  readonly fingerprint: Fingerprint | null;
  readonly thermalAtStart: ThermalState | null;
  readonly lowPowerMode: boolean | null;
  readonly loads: readonly ModelLoad[];
  readonly unloads: readonly Unload[];
  readonly iterations: readonly Iteration[];
  readonly skipped: readonly SkippedQuestion[];
  readonly footprints: readonly Footprint[];
  readonly thermalChanges: readonly { readonly atNs: number; readonly state: ThermalState }[];
  /** By graph; empty where the plan did not ask for them. */
  readonly operators: readonly GraphTimes[];
};
