import type { Fingerprint } from '#harness/domain/build.ts';
import type { ThermalState } from '#harness/domain/device.ts';
import type { Display } from '#harness/domain/display.ts';
import type {
  Footprint,
  Iteration,
  ModelLoad,
  SkippedQuestion,
  ThermalChange,
  Unload,
} from '#harness/domain/measured.ts';
import type { GraphTimes } from '#harness/domain/operator-times.ts';
import type { ReportedAppState } from './protocol.ts';

/** What a file has reported so far; a broken file still has what stood before the break. */
export type Recorded = {
  readonly fingerprint: Fingerprint | null;
  readonly thermalAtStart: ThermalState | null;
  readonly lowPowerMode: boolean | null;
  readonly memoryLimitBytes: number | null;
  readonly display: Display | null;
  readonly charging: boolean | null;
  readonly loads: readonly ModelLoad[];
  readonly unloads: readonly Unload[];
  /** What the app was answering when the file ended; null where it was between two questions, or does not report it. */
  readonly running: Pick<Iteration, 'index' | 'phase' | 'questionId'> | null;
  readonly iterations: readonly Iteration[];
  readonly skipped: readonly SkippedQuestion[];
  readonly footprints: readonly Footprint[];
  readonly thermalChanges: readonly ThermalChange[];
  readonly stateChanges: readonly { readonly atNs: number; readonly state: ReportedAppState }[];
  readonly powerChanges: readonly { readonly atNs: number; readonly isOn: boolean }[];
  /** By graph; empty where the plan did not ask for them. */
  readonly operators: readonly GraphTimes[];
};
