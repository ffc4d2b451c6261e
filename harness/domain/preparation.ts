import { z } from 'zod';

/**
 * The launch that comes before another because its build was just installed: it pays for what installing threw away, and is
 * never judged.
 */
export type Preparation = {
  /** The first model load, which compiles for the device; null where the app reported none. */
  readonly loadMs: number | null;
  /** Its wall time with the wait after it until the device was ready again, installing not included. */
  readonly totalMs: number;
};

export const preparationSchema: z.ZodType<Preparation> = z.object({
  loadMs: z.number().nonnegative().nullable(),
  totalMs: z.number(),
});
