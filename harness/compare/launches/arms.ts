import type { Build } from '#harness/domain/build.ts';
import type { Design } from '#harness/domain/comparison.ts';
import type { Device } from '#harness/domain/device.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { Arm } from '#harness/domain/plan.ts';

/** One arm of a comparison: a build and every launch of it, wherever they were measured. */
export type ArmLaunches = {
  readonly arm: Arm;
  readonly build: Build;
  readonly runId: string;
  /** Every attempt of every slot, named by the device of the run that is judged. */
  readonly launches: readonly Launch[];
  /** How long each device had been idle before that session, by its name in the run that is judged; what is not known is missing. */
  readonly idleMs: ReadonlyMap<string, number>;
};

export type BaselineLaunches = ArmLaunches & {
  readonly design: Design;
  /** The run's devices whose stored launches are of another phone of their kind; empty where it was measured again. */
  readonly otherUnits: readonly OtherUnit[];
};

/** A device of the run, and the device of the stored run whose launches stand in for its own. */
export type OtherUnit = { readonly device: Device; readonly counterpart: Device };

export type Arms = {
  readonly candidate: ArmLaunches;
  /** Null when the run was measured alone. */
  readonly baseline: BaselineLaunches | null;
  /** Other stored sessions of the baseline's build; empty where it was measured again. */
  readonly earlierSessions: readonly ArmLaunches[];
};
