import { z } from 'zod';
import type { Provenance } from './device.ts';
import { BenchError } from './failure.ts';
import { METRIC_IDS, type MetricId } from './metric.ts';

/** How often something was seen, with the exact (Clopper–Pearson) 95 % interval of its rate. */
export type Rate = { readonly hits: number; readonly trials: number; readonly low: number; readonly high: number };

/**
 * How one metric of one pass varies on one device when nothing is changed: from sessions in which both arms were the
 * same build. Standard deviations are of logarithms where changes of the metric are ratios, else in the metric's unit.
 */
export type Calibration = {
  readonly deviceId: string;
  readonly model: string;
  readonly osBuild: string;
  readonly provenance: Provenance;
  readonly suiteId: string;
  /** Noise of another version of the suite is noise of something else. */
  readonly suiteVersion: number;
  readonly passId: string;
  readonly metric: MetricId;
  readonly scale: 'relative' | 'absolute';
  readonly buildId: string;
  /** When the last of the sessions ended. */
  readonly measuredAt: string;
  /** The sessions that report the metric: others of the same pass may not. */
  readonly runIds: readonly string[];
  readonly sessions: number;
  readonly launches: number;
  /** Blocks of all sessions that report the metric in both arms. */
  readonly blocks: number;
  /** Median of all launches, in the metric's unit. */
  readonly level: number;
  /** Between sessions; null of fewer than two. */
  readonly sessionSd: number | null;
  /** Between launches of a session that ask the same questions, one number a launch: what iterations add is in it. */
  readonly launchSd: number | null;
  /** Between iterations of a launch; null where the metric has one number a launch. */
  readonly iterationSd: number | null;
  /** Of the difference between the arms of a block, within a session. */
  readonly blockSd: number | null;
  /**
   * The same for a mean of the differences without the fifth at either end, which is what a comparison of enough blocks
   * sees of them: wild launches weigh less in it. Null of too few blocks.
   */
  readonly trimmedBlockSd: number | null;
  /** Launches far worse than the middle of their session, of both arms; null where older harnesses did not count them. */
  readonly farOut: { readonly count: number; readonly launches: number } | null;
  /** Lag-1 autocorrelation of the blocks' differences; null of too few. */
  readonly lag1: number | null;
  /** Device time of a block: both launches, waiting and repetitions included, installing and preparing not. */
  readonly blockMinutes: number;
  /** Device time of installing the build once, and of the preparation launch after it; without the latter in older ones. */
  readonly installMinutes: number;
  /** Time of one iteration, first stage to last token; null where no answer had a token. */
  readonly iterationMs: number | null;
  /** Sessions in which the unchanged build was called a regression or an improvement. */
  readonly falseAlarms: Rate;
  /** Sessions whose interval left no change out, which should happen in as many as the interval allows. */
  readonly zeroExcluded: Rate;
  /**
   * Why verdicts of this metric on this device are not to be trusted, in sentences; empty when nothing speaks against
   * it.
   */
  readonly doubts: readonly string[];
};

const rateSchema: z.ZodType<Rate> = z.object({
  hits: z.number().int().nonnegative(),
  trials: z.number().int().nonnegative(),
  low: z.number(),
  high: z.number(),
});

export const calibrationSchema: z.ZodType<Calibration> = z.object({
  deviceId: z.string(),
  model: z.string(),
  osBuild: z.string(),
  provenance: z.enum(['physical', 'virtual', 'host']),
  suiteId: z.string(),
  suiteVersion: z.number().int(),
  passId: z.string(),
  metric: z.enum(METRIC_IDS),
  scale: z.enum(['relative', 'absolute']),
  buildId: z.string(),
  measuredAt: z.string(),
  runIds: z.array(z.string()),
  sessions: z.number().int().positive(),
  launches: z.number().int().positive(),
  blocks: z.number().int().nonnegative(),
  level: z.number(),
  sessionSd: z.number().nonnegative().nullable(),
  launchSd: z.number().nonnegative().nullable(),
  iterationSd: z.number().nonnegative().nullable(),
  blockSd: z.number().nonnegative().nullable(),
  // Where a calibration lacks it, a run is planned with the other one.
  trimmedBlockSd: z.number().nonnegative().nullable().default(null),
  farOut: z
    .object({ count: z.number().int().nonnegative(), launches: z.number().int().nonnegative() })
    .refine(({ count, launches }) => count <= launches, 'more outliers than launches')
    .nullable()
    .default(null),
  lag1: z.number().nullable(),
  blockMinutes: z.number().nonnegative(),
  installMinutes: z.number().nonnegative(),
  iterationMs: z.number().nonnegative().nullable(),
  falseAlarms: rateSchema,
  zeroExcluded: rateSchema,
  doubts: z.array(z.string()),
});

/** The only way in for a stored calibration. Throws STORE_INVALID. */
export function parseCalibration(json: unknown, source: string): Calibration {
  const result = calibrationSchema.safeParse(json);
  if (result.success) return result.data;
  throw new BenchError('STORE_INVALID', `${source} is not a calibration of this harness.`, {
    remedy: 'Measure it again with: fastvlm-bench calibrate --build app.ipa --suite SUITE',
    cause: result.error,
  });
}
