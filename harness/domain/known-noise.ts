import { z } from 'zod';
import { METRIC_IDS, type MetricId } from './metric.ts';

/** How long a device had been without a run when one began, as far as its store knows. */
export type IdleDevice = {
  readonly deviceId: string;
  /** Null where the store had no run on it, and of devices that are no physical phones. */
  readonly idleMs: number | null;
};

/** How launches of one build against itself varied on a phone. */
export type KnownNoise = {
  readonly deviceId: string;
  readonly passId: string;
  readonly metric: MetricId;
  /** Outliers: launches far worse than the middle of their session; and all launches. */
  readonly farOut: number;
  readonly launches: number;
  /** Lag-1 autocorrelation of neighbouring blocks, from 0 to below 1; 0 where it was no more than chance. */
  readonly lag1: number;
  /** That the calibration doubts verdicts on the metric there; missing where it does not, and in older runs. */
  readonly isDoubted?: true;
};

export const knownNoiseSchema: z.ZodType<KnownNoise> = z
  .object({
    deviceId: z.string(),
    passId: z.string(),
    metric: z.enum(METRIC_IDS),
    farOut: z.number().int().nonnegative(),
    launches: z.number().int().nonnegative(),
    // Of 1, no number of blocks would say anything.
    lag1: z.number().min(0).lt(1),
    isDoubted: z.literal(true).exactOptional(),
  })
  .refine(({ farOut, launches }) => farOut <= launches, 'more outliers than launches');

export const idleDeviceSchema: z.ZodType<IdleDevice> = z.object({
  deviceId: z.string(),
  idleMs: z.number().nonnegative().nullable(),
});
