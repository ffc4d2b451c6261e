import { z } from 'zod';
import { type ArtefactPaths, type Build, buildSchema } from './build.ts';
import { type Completeness, completenessSchema } from './completeness.ts';
import { headerContradictions, launchContradictions, runContradictions } from './contradictions.ts';
import { type AskedQuestion, askedQuestionSchema, type DatasetReference, datasetReferenceSchema } from './dataset.ts';
import { type Policy, policySchema } from './decision.ts';
import { type Device, deviceSchema, type Provenance } from './device.ts';
import { distinct } from './distinct.ts';
import { type Environment, environmentSchema } from './environment.ts';
import { BenchError } from './failure.ts';
import { type Launch, launchSchema } from './launch.ts';
import { METRIC_IDS, type MetricId } from './metric.ts';
import { type OperatorTimes, operatorTimesSchema } from './operator-times.ts';
import { type Reference, referenceSchema } from './reference.ts';
import { upgradeLaunch, upgradeRun } from './run-versions.ts';
import { type Source, sourceSchema } from './source.ts';
import { type Suite, suiteSchema } from './suite.ts';
import type { Without } from './without.ts';

/** The version of the run format that this harness writes; it reads this one and older ones. */
export const RUN_SCHEMA_VERSION = 3;

/** How this harness draws the order of launches. */
export const ORDER_VERSION = 2;

/** All of a run but its launches; the first line of its journal. One that was read is of today's format, whatever it was in. */
export type RunHeader = Without<'baseline' | 'baselineRunId' | 'environment'> & {
  readonly schemaVersion: number;
  readonly id: string;
  readonly startedAt: string;
  readonly seed: number;
  /** How the order of launches is drawn from the seed; runs of the first way do not say. */
  readonly orderVersion?: number;
  /** The policy that it was measured to be judged by; runs of harnesses before 0.2 have none. */
  readonly policy?: string;
  /**
   * All that this policy decides by, so that it judges the run also when the policy of that name has changed or gone. Missing of
   * policies that ship, which belong to the version of the harness, and in older runs.
   */
  readonly policySettings?: Policy;
  /** Which change of the app it measures; missing where nobody knew, and in runs of harnesses before 0.2. */
  readonly source?: Source;
  /** Whether the run ends when its gate is certain to fail; absent in older runs, which never did. */
  readonly stopOnRegression?: boolean;
  readonly suite: Suite;
  readonly candidate: Build;
  /** Where its builds lay when they were measured; missing where nobody knew. */
  readonly artefacts?: ArtefactPaths;
  readonly reference: Reference;
  readonly devices: readonly Device[];
  readonly datasets: readonly DatasetReference[];
  /** The questions that could be asked. */
  readonly questions: readonly AskedQuestion[];
  /** What measured its devices: an entry for each set of tools on each machine. */
  readonly environments: readonly Environment[];
  /**
   * With how many launches of each build its looks are content where the suite asks for more before a pass ends as unharmed;
   * missing where they ask for what the suite does, as in older runs.
   */
  readonly mostToPass?: number;
  /** What calibrations knew of the phones' noise when the run began; missing in older runs. */
  readonly known?: readonly KnownNoise[];
  /** How long its devices had been idle when it began; missing in older runs. */
  readonly idle?: readonly IdleDevice[];
};

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

/** One measurement of one or two builds. A baseline is a run that a name points at. */
export type Run = RunHeader & {
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
  /**
   * What operators took in launches after the measured ones, where a time that a graph takes got worse. No verdict follows
   * from it. Missing where nothing did, where the device cannot count it, and in older runs.
   */
  readonly operatorTimes?: readonly OperatorTimes[];
};

export type LostDevice = { readonly deviceId: string; readonly message: string };

const knownNoiseSchema: z.ZodType<KnownNoise> = z
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

/** Reports lie in a folder of this name: it must not lead elsewhere. */
const runIdSchema = z
  .string()
  .regex(/^[^\p{Cc}\p{Cf}\p{Cs}/\\.-][^\p{Cc}\p{Cf}\p{Cs}/\\]{0,199}$/u, 'cannot name a folder');
/** In UTC, so that moments can be sorted as texts. */
const moment = z.iso.datetime('is not a moment in UTC');

const headerShape = {
  schemaVersion: z.literal(RUN_SCHEMA_VERSION),
  id: runIdSchema,
  startedAt: moment,
  seed: z.number().int(),
  orderVersion: z.number().int().exactOptional(),
  policy: z.string().exactOptional(),
  policySettings: policySchema.exactOptional(),
  source: sourceSchema.exactOptional(),
  stopOnRegression: z.boolean().exactOptional(),
  mostToPass: z.number().int().nonnegative().exactOptional(),
  suite: suiteSchema,
  candidate: buildSchema,
  artefacts: z.record(z.string(), z.string()).exactOptional(),
  reference: referenceSchema,
  devices: distinct(deviceSchema, 'the device', ({ id }) => id),
  datasets: z.array(datasetReferenceSchema),
  questions: z.array(askedQuestionSchema),
  environments: z.array(environmentSchema),
  known: distinct(
    knownNoiseSchema,
    'the noise of',
    ({ deviceId, passId, metric }) => `${deviceId}/${passId}/${metric}`,
  ).exactOptional(),
  idle: distinct(
    z.object({ deviceId: z.string(), idleMs: z.number().nonnegative().nullable() }),
    'the idle time of',
    ({ deviceId }) => deviceId,
  ).exactOptional(),
};

const runHeaderSchema: z.ZodType<RunHeader> = z.object(headerShape);
const runSchema: z.ZodType<Run> = z.object({
  ...headerShape,
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
  operatorTimes: distinct(
    operatorTimesSchema,
    'the operator times of',
    ({ deviceId, passId }) => `${deviceId}/${passId}`,
  ).exactOptional(),
});

export function parseRunHeader(json: unknown, source: string): RunHeader {
  const header = parseVersioned(runHeaderSchema, json, source);
  refuseContradictions(headerContradictions(header), source);
  return header;
}

/** The only way in for a run file or a stored run. Throws RUN_INVALID, also where it contradicts itself, and SCHEMA_TOO_NEW. */
export function parseRun(json: unknown, source: string): Run {
  const run = parseVersioned(runSchema, json, source);
  refuseContradictions(runContradictions(run), source);
  return run;
}

export function parseLaunch(json: unknown, source: string): Launch {
  const upgraded = upgradeLaunch(json);
  const result = launchSchema.safeParse(upgraded);
  if (!result.success) throw invalidRun(source, result.error, upgraded);
  return result.data;
}

/** Throws RUN_INVALID where launches are not those of the header that they stand under, or one is there twice. */
export function refuseOtherLaunches(header: RunHeader, launches: readonly Launch[], source: string): void {
  refuseContradictions(launchContradictions(header, launches), source);
}

/** The weakest provenance among the devices: one virtual phone makes the run virtual. */
export function provenanceOf(devices: readonly Device[]): Provenance {
  if (devices.some((device) => device.provenance === 'virtual')) return 'virtual';
  return devices.some((device) => device.provenance === 'host') ? 'host' : 'physical';
}

function refuseContradictions([first]: readonly string[], source: string): void {
  if (first === undefined) return;
  throw new BenchError('RUN_INVALID', `${source} contradicts itself: ${first}.`, {
    remedy: 'It was altered or damaged: put back the file as `fastvlm-bench run` wrote it, or measure again.',
  });
}

function parseVersioned<T>(schema: z.ZodType<T>, json: unknown, source: string): T {
  const version = z.object({ schemaVersion: z.number() }).safeParse(json);
  if (version.success && version.data.schemaVersion > RUN_SCHEMA_VERSION) {
    throw new BenchError(
      'SCHEMA_TOO_NEW',
      `${source} has run schema ${version.data.schemaVersion}; this harness reads up to ${RUN_SCHEMA_VERSION}.`,
      { remedy: 'Update fastvlm-bench to the version that wrote it.' },
    );
  }
  const upgraded = upgradeRun(json, RUN_SCHEMA_VERSION);
  const result = schema.safeParse(upgraded);
  if (!result.success) throw invalidRun(source, result.error, upgraded);
  return result.data;
}

/** A list of all values of a field helps nobody who did not write the file. */
const MOST_VALUES = 6;

function invalidRun(source: string, error: z.ZodError, json: unknown): BenchError {
  const first = error.issues[0];
  const what =
    first?.code === 'invalid_value' && first.values.length > MOST_VALUES
      ? `${JSON.stringify(valueAt(json, first.path))} is none of the ${first.values.length} values that this version knows`
      : (first?.message ?? 'unreadable');
  const where = first === undefined || first.path.length === 0 ? '' : ` at ${first.path.join('.')}`;
  return new BenchError('RUN_INVALID', `${source} is not a run of this harness: ${what}${where}.`, {
    remedy: 'Pass the run.json, or the journal, that `fastvlm-bench run` wrote.',
    cause: error,
  });
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    json,
  );
}
