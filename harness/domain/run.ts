import { z } from 'zod';
import { type ArtefactPaths, type Build, buildSchema } from './build.ts';
import { headerContradictions, launchContradictions, runContradictions } from './contradictions.ts';
import { type AskedQuestion, askedQuestionSchema, type DatasetReference, datasetReferenceSchema } from './dataset.ts';
import { type Policy, policySchema } from './decision.ts';
import { type Device, deviceSchema, type Provenance } from './device.ts';
import { distinct } from './distinct.ts';
import { type Environment, environmentSchema } from './environment.ts';
import { BenchError } from './failure.ts';
import { type GivenOptions, givenOptionsSchema } from './given-options.ts';
import { type Launch, launchSchema } from './launch.ts';
import { type IdleDevice, idleDeviceSchema, type KnownNoise, knownNoiseSchema } from './known-noise.ts';
import { type MeasuredPart, measuredShape, moment } from './measured-part.ts';
import { type OperatorTimes, operatorTimesSchema } from './operator-times.ts';
import { type Reference, referenceSchema } from './reference.ts';
import { upgradeLaunch, upgradeRun } from './run-versions.ts';
import { type SecondSession, secondSessionSchema } from './second-session.ts';
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
  /** What it was asked for; missing in older runs. */
  readonly options?: GivenOptions;
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

/** One measurement of one or two builds. A baseline is a run that a name points at. */
export type Run = RunHeader &
  MeasuredPart & {
    /**
     * What operators took in launches after the measured ones, where a time that a graph takes got worse. No verdict follows
     * from it. Missing where nothing did, where the device cannot count it, and in older runs.
     */
    readonly operatorTimes?: readonly OperatorTimes[];
    /** What was measured once more because the gate failed; missing where its policy asked for nothing more. */
    readonly secondSession?: SecondSession;
  };

/** Reports lie in a folder of this name: it must not lead elsewhere. */
const runIdSchema = z
  .string()
  .regex(/^[^\p{Cc}\p{Cf}\p{Cs}/\\.-][^\p{Cc}\p{Cf}\p{Cs}/\\]{0,199}$/u, 'cannot name a folder');
const headerShape = {
  schemaVersion: z.literal(RUN_SCHEMA_VERSION),
  id: runIdSchema,
  startedAt: moment,
  seed: z.number().int(),
  orderVersion: z.number().int().exactOptional(),
  policy: z.string().exactOptional(),
  policySettings: policySchema.exactOptional(),
  options: givenOptionsSchema.exactOptional(),
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
  idle: distinct(idleDeviceSchema, 'the idle time of', ({ deviceId }) => deviceId).exactOptional(),
};

const runHeaderSchema: z.ZodType<RunHeader> = z.object(headerShape);
const runSchema: z.ZodType<Run> = z.object({
  ...headerShape,
  ...measuredShape,
  operatorTimes: distinct(
    operatorTimesSchema,
    'the operator times of',
    ({ deviceId, passId }) => `${deviceId}/${passId}`,
  ).exactOptional(),
  secondSession: secondSessionSchema.exactOptional(),
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
  const second = secondRunOf(run);
  if (second !== null) {
    refuseContradictions(
      [...otherPlaces(run), ...otherTimes(run), ...runContradictions(second)],
      `The second session of ${source}`,
    );
  }
  return run;
}

export function parseLaunch(json: unknown, source: string): Launch {
  const upgraded = upgradeLaunch(json);
  const result = launchSchema.safeParse(upgraded);
  if (!result.success) throw invalidRun(source, result.error, upgraded);
  return result.data;
}

/** Every launch of a run, those of its second session after those of the first. */
export function launchesOf({ launches, secondSession }: Pick<Run, 'launches' | 'secondSession'>): readonly Launch[] {
  return secondSession === undefined ? launches : [...launches, ...secondSession.launches];
}

/** What a second session of a run begins with, beside what the run itself began with. */
export type SecondSessionStart = Pick<SecondSession, 'startedAt' | 'seed' | 'deviceIds' | 'asked' | 'environments'>;

/** The second session of a run as a run of its own, so that it is measured and judged by the same rules; null where there is none. */
export function secondRunOf(run: Run): Run | null {
  const { secondSession } = run;
  if (secondSession === undefined) return null;
  const { asked: _asked, deviceIds: _deviceIds, ...measured } = secondSession;
  return { ...secondHeader(run, secondSession), ...measured };
}

/** The header of a second session: only what is asked again, on the phones that are asked again. */
export function secondHeader(
  run: Run,
  { startedAt, seed, deviceIds, asked, environments }: SecondSessionStart,
): RunHeader {
  const header = headerOf(run);
  const isOwn = ({ deviceId }: { readonly deviceId: string }): boolean => deviceIds.includes(deviceId);
  const metricsOf = new Map(asked.map(({ passId, metrics }) => [passId, metrics]));
  const passes = run.suite.passes.flatMap((pass) => {
    const metrics = metricsOf.get(pass.id);
    return metrics === undefined ? [] : [{ ...pass, metrics: pass.metrics.filter((id) => metrics.includes(id)) }];
  });
  const idleMs = Math.max(0, Date.parse(startedAt) - Date.parse(run.endedAt));
  const { known, idle } = run;
  return {
    ...header,
    startedAt,
    seed,
    suite: { ...run.suite, passes },
    devices: run.devices.filter(({ id }) => deviceIds.includes(id)),
    environments,
    ...(known === undefined ? {} : { known: known.filter((noise) => isOwn(noise) && metricsOf.has(noise.passId)) }),
    ...(idle === undefined
      ? {}
      : { idle: idle.filter(isOwn).map((own) => ({ ...own, idleMs: own.idleMs === null ? null : idleMs })) }),
  };
}

/** What a run began with. */
export function headerOf(run: Run): RunHeader {
  const { launches: _launches, endedAt: _endedAt, resumedAt: _resumedAt, isComplete: _isComplete, ...rest } = run;
  const { skipped: _skipped, stoppedEarly: _stopped, completeness: _completeness, lost: _lost, ...others } = rest;
  const { operatorTimes: _times, secondSession: _second, ...header } = others;
  return header;
}

function otherPlaces({ suite, devices, secondSession }: Run): readonly string[] {
  const { deviceIds = [], asked = [] } = secondSession ?? {};
  const passes = new Map(suite.passes.map(({ id, metrics }) => [id, metrics]));
  return [
    ...deviceIds.flatMap((id) =>
      devices.some((device) => device.id === id) ? [] : [`it names the device ${id}, which is not in the run`],
    ),
    ...asked.flatMap(({ passId, metrics }) => {
      const own = passes.get(passId);
      const isOwn = own !== undefined && metrics.every((metric) => own.includes(metric));
      return isOwn ? [] : [`it asks the pass ${passId} for what the run did not measure there`];
    }),
  ];
}

/** It comes after all of the first one: launches that count in both would confirm themselves. */
function otherTimes({ isComplete, endedAt, launches, secondSession }: Run): readonly string[] {
  if (secondSession === undefined) return [];
  const nonces = new Set(launches.map(({ nonce }) => nonce));
  const isBefore = Date.parse(secondSession.startedAt) < Date.parse(endedAt);
  return [
    ...(isComplete ? [] : ['the first session is incomplete']),
    ...(isBefore ? [`it began at ${secondSession.startedAt}, before the first one ended`] : []),
    ...secondSession.launches.flatMap(({ nonce }) =>
      nonces.has(nonce) ? [`its launch ${nonce} is one of the first session`] : [],
    ),
  ];
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
      ? `${JSON.stringify(valueAt(json, first.path))} is not one of the ${first.values.length} values that this version knows`
      : (first?.message ?? 'unreadable');
  const where = first === undefined || first.path.length === 0 ? '' : ` at ${first.path.join('.')}`;
  return new BenchError('RUN_INVALID', `${source} is not a run of this harness: ${what}${where}.`, {
    remedy:
      first?.path[0] === 'policySettings'
        ? 'A setting that is not known would be left out of the decision: update fastvlm-bench to the version that wrote it.'
        : 'Pass the run.json, or the journal, that `fastvlm-bench run` wrote.',
    cause: error,
  });
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    json,
  );
}
