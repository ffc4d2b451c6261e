import { z } from 'zod';
import type { Arm } from './plan.ts';

/** What became of the planned slots of one arm of one pass on one device. First launches for discarding are left out. */
export type Completeness = {
  readonly deviceId: string;
  readonly passId: string;
  readonly arm: Arm;
  /** Slots that the suite plans: a launch a block. It is the sum of what became of them. */
  readonly planned: number;
  readonly measured: number;
  /** Ended by a fault of the build, or were not tried because the build had failed too often. */
  readonly faulty: number;
  /** Were left out on purpose: nothing was left to decide, the run was stopped early, or the pass cannot be measured there. */
  readonly skipped: number;
  /** All others, in order: the launch was invalid, failed by a fault of the lab, or was never made. */
  readonly missing: readonly MissingLaunch[];
};

/** A launch that a run lacks, and why. */
export type MissingLaunch = {
  /** Numbered from 0. */
  readonly block: number;
  /** Tries that were made. */
  readonly attempts: number;
  /** Of the last try: the reason that made it invalid, or the code of its fault; null where none was made. */
  readonly reason: string | null;
};

const whole = z.number().int().nonnegative();

export const completenessSchema: z.ZodType<Completeness> = z.object({
  deviceId: z.string(),
  passId: z.string(),
  arm: z.enum(['baseline', 'candidate']),
  planned: whole,
  measured: whole,
  faulty: whole,
  skipped: whole,
  missing: z.array(z.object({ block: whole, attempts: whole, reason: z.string().nullable() })),
});
