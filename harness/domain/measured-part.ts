import { z } from 'zod';
import { type Completeness, completenessSchema } from './completeness.ts';
import { distinct } from './distinct.ts';
import { type Launch, launchSchema } from './launch.ts';

/** Blocks of a pass that a device left out on purpose: this one and all after it. */
export type SkippedBlocks = {
  readonly deviceId: string;
  readonly passId: string;
  /** Numbered from 0. */
  readonly fromBlock: number;
};

/** That a run ended before its plan did because its gate failed already. */
export type StoppedEarly = {
  readonly at: string;
  /** What made the failure sure. */
  readonly reason: string;
  /** Launches of the plan that were left out, except those that a look leaves out. */
  readonly launchesLeft: number;
  /** The device time that they would have taken, as far as launches of the same pass were measured on that device. */
  readonly minutesSaved: number;
  /**
   * Whether some of them are not in `minutesSaved`: their pass had not begun, or might have ended at a look before them.
   * Older runs lack it: they estimated a pass that had not begun from the other passes.
   */
  readonly isLowerBound?: boolean;
};

export type LostDevice = { readonly deviceId: string; readonly message: string };

/** What was measured from a beginning to an end. */
export type MeasuredPart = {
  /** When it was last resumed; missing where it was measured without a break. */
  readonly resumedAt?: string;
  readonly endedAt: string;
  readonly launches: readonly Launch[];
  /** Blocks that were left out because nothing was left to decide. Older runs do not record them. */
  readonly skipped?: readonly SkippedBlocks[];
  readonly stoppedEarly?: StoppedEarly;
  /**
   * False when a device was lost before its last slot, or when an arm that was planned has not one measured launch and
   * its build is not to blame. A complete run may lack single launches: see `completeness`.
   */
  readonly isComplete: boolean;
  /** What became of every planned launch. Older runs do not say: `completenessOf` counts it. */
  readonly completeness?: readonly Completeness[];
  /** Why devices were not measured to the end; missing where all of them were, and in runs of harnesses before 0.2. */
  readonly lost?: readonly LostDevice[];
};

/** In UTC, so that moments can be sorted as texts. */
export const moment = z.iso.datetime('is not a moment in UTC');

export const measuredShape = {
  resumedAt: moment.exactOptional(),
  endedAt: moment,
  launches: z.array(launchSchema),
  skipped: z
    .array(z.object({ deviceId: z.string(), passId: z.string(), fromBlock: z.number().int().nonnegative() }))
    .exactOptional(),
  stoppedEarly: z
    .object({
      at: z.string(),
      reason: z.string(),
      launchesLeft: z.number(),
      minutesSaved: z.number(),
      isLowerBound: z.boolean().exactOptional(),
    })
    .exactOptional(),
  isComplete: z.boolean(),
  completeness: distinct(
    completenessSchema,
    'the completeness of',
    ({ deviceId, passId, arm }) => `${deviceId}/${passId}/${arm}`,
  ).exactOptional(),
  lost: z.array(z.object({ deviceId: z.string(), message: z.string() })).exactOptional(),
};
