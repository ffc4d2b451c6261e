import { z } from 'zod';

/** Which build a launch runs. */
export type Arm = 'baseline' | 'candidate';

/** A place in a device's order of launches. */
export type Slot = {
  /** Position in the device's order, from 0. */
  readonly index: number;
  readonly pass: string;
  /** Launches of both arms with the same block number stand back to back; where they go together they are a pair. */
  readonly block: number;
  readonly arm: Arm;
  /** A first launch after installation: measured and kept, never compared. */
  readonly discard: boolean;
};

/** The order of launches of every device; the same seed gives the same plan. */
export type Plan = {
  readonly seed: number;
  readonly devices: readonly { readonly deviceId: string; readonly slots: readonly Slot[] }[];
};

export const slotSchema: z.ZodType<Slot> = z.object({
  index: z.number().int().nonnegative(),
  pass: z.string(),
  block: z.number().int().nonnegative(),
  arm: z.enum(['baseline', 'candidate']),
  discard: z.boolean(),
});
