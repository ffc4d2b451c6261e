import { z } from 'zod';
import { distinct } from './distinct.ts';
import { FORCED_THERMALS, type ForcedThermal } from './device.ts';
import { METRIC_IDS, type MetricId } from './metric.ts';
import { type SupplyState, supplyStateSchema } from './power.ts';

/** What an app is asked in a launch. */
export type Workload = {
  readonly id: string;
  readonly model: string;
  readonly dataset: string;
  /** Named selection of the dataset's questions. */
  readonly subset: string;
  readonly promptTemplate: string;
  /** Side of the square image the model sees, or null for what the build's own configuration says. */
  readonly imageSizePx: number | null;
  readonly maxOutputTokens: number;
};

/** When a device is ready for a launch, and how long to wait until it is. */
export type Readiness = {
  readonly minBatteryPercent: number;
  readonly maxBatteryPercent: number;
  /** What may power the device; missing where everything may. Both launches of a block have the same in any case. */
  readonly supplies?: readonly SupplyState[];
  readonly pollMs: number;
  readonly timeoutMs: number;
  /**
   * How long the device must have been left alone before a launch, in the phone's time (`onDeviceMs`); missing for no rest.
   * Heat that is stored in a phone slows it down later, and a nominal thermal state does not show it.
   */
  readonly restMs?: number;
};

/** How a pass measures. */
export type Protocol = {
  /** Blocks a device at most: one launch of each arm, back to back. */
  readonly blocks: number;
  /**
   * Numbers of blocks, rising and below `blocks`, at which a device's blocks are looked at: it stops there when nothing
   * is left to decide. Empty where every block is wanted. Of no effect when one build is measured alone.
   */
  readonly looks: readonly number[];
  /**
   * Launches of each build, of all phones of a model together, before which no look ends a pass because the candidate is
   * unharmed: fewer see too seldom that some launches are slow. 0 where any look may. It never asks for more than the plan.
   */
  readonly fewestToPass: number;
  /** Whether each build's first launch on a device is excluded: it pays for what later ones reuse. */
  readonly discardFirstLaunch: boolean;
  readonly warmupIterations: number;
  readonly iterationsPerLaunch: number;
  /** Load–iterations–unload cycles in one launch; 1 but for leaks. */
  readonly cycles: number;
  /** Sampling interval of the memory footprint; null where sampling would disturb timing. */
  readonly footprintIntervalMs: number | null;
  /** Energy window in renewals of the device's power telemetry; null where energy is not measured. */
  readonly energyRefreshes: number | null;
  /**
   * How long a launch asks question after question, in the phone's time (`onDeviceMs`); missing where it asks each of its
   * questions once.
   */
  readonly sustainMs?: number;
  /** The thermal state that each phone pretends while a launch runs; missing for the real one. */
  readonly forcedThermal?: ForcedThermal;
  readonly launchTimeoutMs: number;
  readonly readiness: Readiness;
};

/**
 * One kind of launch of a suite. Memory and energy have passes of their own, so that measuring them disturbs no timing.
 */
export type Pass = {
  readonly id: string;
  readonly workload: Workload;
  readonly protocol: Protocol;
  readonly metrics: readonly MetricId[];
};

/** The change that still counts as none. Of a percentage and an absolute size the larger one holds. */
export type MarginSize = {
  readonly percent: number | null;
  /** In the metric's unit. */
  readonly absolute: number | null;
};

export type Margin = MarginSize & {
  readonly metric: MetricId;
  readonly severity: 'block' | 'warn';
  /** By hardware identifier, e.g. `iPhone12,1`: the sizes on models that have their own. */
  readonly onDeviceModel?: Readonly<Record<string, MarginSize>>;
};

/** The margin of a metric on a device model; undefined where it has none. */
export function marginFor(margins: readonly Margin[], metric: MetricId, deviceModel: string): Margin | undefined {
  const margin = margins.find((own) => own.metric === metric);
  const own = margin?.onDeviceModel;
  if (margin === undefined || own === undefined || !Object.hasOwn(own, deviceModel)) return margin;
  return { ...margin, ...own[deviceModel] };
}

/**
 * What is measured, how, and which changes matter. A change of any of it is a new version, but for the blocks and the
 * looks at them: they set how much is known.
 */
export type Suite = {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly passes: readonly Pass[];
  readonly margins: readonly Margin[];
};

const workloadSchema: z.ZodType<Workload> = z.object({
  id: z.string(),
  model: z.string(),
  dataset: z.string(),
  subset: z.string(),
  promptTemplate: z.string(),
  imageSizePx: z.number().int().positive().nullable(),
  maxOutputTokens: z.number().int().positive(),
});

/** Far more than any suite has: each block is counted, so that a number without end would never be done with. */
const MOST_BLOCKS = 10_000;

const protocolSchema: z.ZodType<Protocol> = z.object({
  blocks: z.number().int().positive().max(MOST_BLOCKS),
  // Runs of format 1 had none.
  looks: z.array(z.number().int().positive()).refine(isRising, 'looks that do not rise').default([]),
  // Older runs ended at any look.
  fewestToPass: z.number().int().nonnegative().default(0),
  discardFirstLaunch: z.boolean(),
  warmupIterations: z.number().int().nonnegative(),
  iterationsPerLaunch: z.number().int().positive(),
  cycles: z.number().int().positive(),
  footprintIntervalMs: z.number().positive().nullable(),
  energyRefreshes: z.number().int().positive().nullable(),
  sustainMs: z.number().positive().exactOptional(),
  forcedThermal: z.enum(FORCED_THERMALS).exactOptional(),
  launchTimeoutMs: z.number().positive(),
  readiness: z.object({
    minBatteryPercent: z.number(),
    maxBatteryPercent: z.number(),
    supplies: z.array(supplyStateSchema).min(1).exactOptional(),
    pollMs: z.number().positive(),
    timeoutMs: z.number().nonnegative(),
    restMs: z.number().positive().exactOptional(),
  }),
});

const marginSize = {
  percent: z.number().nonnegative().nullable(),
  absolute: z.number().nonnegative().nullable(),
};

const metricIdSchema = z.enum(METRIC_IDS);

/** Between two looks there must be blocks: another look at the same ones has nothing left to err on. */
function isRising(looks: readonly number[]): boolean {
  return looks.every((look, index) => index === 0 || look > (looks[index - 1] ?? 0));
}

export const suiteSchema: z.ZodType<Suite> = z.object({
  id: z.string(),
  version: z.number().int(),
  title: z.string(),
  passes: distinct(
    z.object({
      id: z.string(),
      workload: workloadSchema,
      protocol: protocolSchema,
      metrics: distinct(metricIdSchema, 'the metric', String),
    }),
    'the pass',
    ({ id }) => id,
  ),
  margins: distinct(
    z.object({
      metric: metricIdSchema,
      ...marginSize,
      severity: z.enum(['block', 'warn']),
      onDeviceModel: z.record(z.string(), z.object(marginSize)).exactOptional(),
    }),
    'the margin of',
    ({ metric }) => metric,
  ),
});
