import { z } from 'zod';

/** How the screen was set when the app started. */
export type Display = {
  /** From 0 to 1. */
  readonly brightness: number;
  /** Missing where the app does not report it. */
  readonly maximumFramesPerSecond?: number;
};

export const displaySchema: z.ZodType<Display> = z.object({
  brightness: z.number().min(0).max(1),
  maximumFramesPerSecond: z.number().positive().exactOptional(),
});
