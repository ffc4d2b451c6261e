import { z } from 'zod';
import { type ComputeUnits, computeUnitsSchema } from './compute-units.ts';
import { type Counters, countersSchema } from './counters.ts';
import { THERMAL_STATES, type ThermalState } from './device.ts';
import { type Display, displaySchema } from './display.ts';
import { FINISH_REASONS, type FinishReason } from './finish-reason.ts';
import { type SupplyState, supplyStateSchema } from './power.ts';
import { type StageChecksums, stageChecksumsSchema } from './stage-checksums.ts';

export const STAGES = ['preprocess', 'visionEncode', 'prefill', 'decode'] as const;
/** What the app does for a question, in this order. */
export type Stage = (typeof STAGES)[number];

/** Times are nanoseconds since the app process started, on its monotonic clock. */
export type Span = { readonly stage: Stage; readonly startNs: number; readonly endNs: number };

/** One question inside a launch. */
export type Iteration = {
  readonly index: number;
  readonly phase: 'warmup' | 'measured';
  readonly cycle: number;
  readonly questionId: number;
  readonly spans: readonly Span[];
  readonly tokenNs: readonly number[];
  readonly tokenCount: number;
  /** sha256 of the output token ids: equal hashes prove equal answers. */
  readonly tokenIdsSha256: string;
  /**
   * The ids. Missing where another answer of the run with the same hash has them, where the app does not report them or the run has
   * no more room for them, and in older runs.
   */
  readonly tokenIds?: readonly number[];
  /** Of the first answer of a build to the question. Missing elsewhere, in passes that measure more than answers, and in older runs. */
  readonly checksums?: StageChecksums;
  readonly answer: string;
  /** Missing where the app does not report it, and in older runs. */
  readonly finishReason?: FinishReason;
  /** Null where the app does not report it. */
  readonly thermal: ThermalState | null;
  /** VQA score 0..1 of the answer, null where there are no reference answers. */
  readonly score: number | null;
  /** Whether it is the answer that most people gave; null where there are no reference answers. */
  readonly agrees: boolean | null;
};

/** A question whose image the app could not read, so that it gave no answer. */
export type SkippedQuestion = {
  readonly phase: Iteration['phase'];
  readonly questionId: number;
  /** File name of the image. */
  readonly image: string;
  /** As the app put it. */
  readonly reason: string;
};

/** One load of the model; times as in a span. `footprintBytes` is the memory footprint when it ended. */
export type ModelLoad = {
  readonly startNs: number;
  readonly endNs: number;
  readonly cache: 'cold' | 'warm' | 'unknown';
  readonly footprintBytes: number;
  /** By graph; missing where the app does not report it, and in older runs. */
  readonly computeUnits?: readonly ComputeUnits[];
};

/** One release of the model, and what memory was left charged to the process. */
export type Unload = { readonly startNs: number; readonly endNs: number; readonly footprintBytes: number };

/** A sample of the memory footprint; `mark` says what it was taken after, if anything. */
export type Footprint = { readonly atNs: number; readonly bytes: number; readonly mark: string | null };

/** The thermal state became another one; time as in a span. */
export type ThermalChange = { readonly atNs: number; readonly state: ThermalState };

/** Energy of one launch, from the device's own counters. */
export type Energy = {
  /** All energy the device used in the window. */
  readonly totalJoules: number;
  readonly windowMs: number;
  /** Power of the idle device: the mean of before and after the launch; in runs of harnesses before 0.2 before it only. */
  readonly idleWatts: number;
  /** The two that `idleWatts` is the mean of; missing where only the first was measured. */
  readonly idle?: { readonly beforeWatts: number; readonly afterWatts: number };
  /** Standard deviation of the energy above idle, by what the telemetry can show; missing in older runs. */
  readonly errorJoules?: number;
  readonly refreshes: number;
  /** How the number came about: accumulated load, volts times amperes, battery capacity. */
  readonly confidence: 'measured' | 'derived' | 'coarse';
  /** What powered the device; missing where it did not report it, and in older runs. */
  readonly supply?: SupplyState;
};

/** Everything a launch reported: raw, nothing derived but the scores. */
export type Measured = {
  readonly kind: 'measured';
  readonly loads: readonly ModelLoad[];
  readonly unloads: readonly Unload[];
  readonly iterations: readonly Iteration[];
  /** Missing where none was. */
  readonly skipped?: readonly SkippedQuestion[];
  readonly footprints: readonly Footprint[];
  /** As the app noticed them, also between questions; missing where it reports none, and in older runs. */
  readonly thermalChanges?: readonly ThermalChange[];
  readonly peakFootprintBytes: number;
  /** What the system let the process take, as it said at the start; missing where the app does not report it, and in older runs. */
  readonly memoryLimitBytes?: number;
  /** Of the phone when the app started; missing where the app does not report it, and in older runs. */
  readonly display?: Display;
  readonly charging?: boolean;
  readonly cpuTimeMs: number | null;
  /** Missing where the app reports none of them, and in older runs. */
  readonly counters?: Counters;
  /** How long its main thread was ready to work while others had the processor; missing where nobody counted it. */
  readonly waitedMs?: number;
  readonly energy: Energy | null;
  /**
   * sha256 of the events that the app wrote, as its last event states it: it shows whether a kept events file is the right one.
   * Missing in older runs.
   */
  readonly eventsSha256?: string;
  /** Why a pass that measures energy has none of this launch; missing where it has, and in older runs. */
  readonly noEnergy?: string;
};

const nanoseconds = z.number().nonnegative();
const bytes = z.number().nonnegative();
const ENDS_BEFORE_IT_STARTS = { error: 'ends before it starts' };

function isForward({ startNs, endNs }: Pick<Span, 'startNs' | 'endNs'>): boolean {
  return startNs <= endNs;
}

const iterationSchema: z.ZodType<Iteration> = z.object({
  index: z.number().int().nonnegative(),
  phase: z.enum(['warmup', 'measured']),
  cycle: z.number().int().nonnegative(),
  questionId: z.number().int(),
  spans: z.array(
    z
      .object({ stage: z.enum(STAGES), startNs: nanoseconds, endNs: nanoseconds })
      .refine(isForward, ENDS_BEFORE_IT_STARTS),
  ),
  tokenNs: z
    .array(nanoseconds)
    .refine((all) => all.every((atNs, index) => atNs >= (all[index - 1] ?? 0)), { error: 'goes back in time' }),
  tokenCount: z.number().int().nonnegative(),
  tokenIdsSha256: z.string(),
  tokenIds: z.array(z.number().int().nonnegative()).exactOptional(),
  checksums: stageChecksumsSchema.exactOptional(),
  answer: z.string(),
  finishReason: z.enum(FINISH_REASONS).exactOptional(),
  thermal: z.enum(THERMAL_STATES).nullable(),
  score: z.number().min(0).max(1).nullable(),
  agrees: z.boolean().nullable(),
});

const skippedQuestionSchema: z.ZodType<SkippedQuestion> = z.object({
  phase: z.enum(['warmup', 'measured']),
  questionId: z.number().int(),
  image: z.string(),
  reason: z.string(),
});

export const measuredSchema = z.object({
  kind: z.literal('measured'),
  loads: z.array(
    z
      .object({
        startNs: nanoseconds,
        endNs: nanoseconds,
        cache: z.enum(['cold', 'warm', 'unknown']),
        footprintBytes: bytes,
        computeUnits: z.array(computeUnitsSchema).exactOptional(),
      })
      .refine(isForward, ENDS_BEFORE_IT_STARTS),
  ),
  unloads: z.array(
    z
      .object({ startNs: nanoseconds, endNs: nanoseconds, footprintBytes: bytes })
      .refine(isForward, ENDS_BEFORE_IT_STARTS),
  ),
  iterations: z.array(iterationSchema),
  skipped: z.array(skippedQuestionSchema).exactOptional(),
  footprints: z.array(z.object({ atNs: nanoseconds, bytes, mark: z.string().nullable() })),
  thermalChanges: z.array(z.object({ atNs: nanoseconds, state: z.enum(THERMAL_STATES) })).exactOptional(),
  peakFootprintBytes: bytes,
  memoryLimitBytes: z.number().positive().exactOptional(),
  display: displaySchema.exactOptional(),
  charging: z.boolean().exactOptional(),
  cpuTimeMs: z.number().nonnegative().nullable(),
  counters: countersSchema.exactOptional(),
  waitedMs: z.number().nonnegative().exactOptional(),
  energy: z
    .object({
      totalJoules: z.number(),
      windowMs: z.number(),
      idleWatts: z.number(),
      idle: z.object({ beforeWatts: z.number(), afterWatts: z.number() }).exactOptional(),
      errorJoules: z.number().nonnegative().exactOptional(),
      refreshes: z.number(),
      confidence: z.enum(['measured', 'derived', 'coarse']),
      supply: supplyStateSchema.exactOptional(),
    })
    .nullable(),
  eventsSha256: z.string().exactOptional(),
  noEnergy: z.string().exactOptional(),
}) satisfies z.ZodType<Measured>;
