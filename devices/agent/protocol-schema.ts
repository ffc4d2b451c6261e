/**
 * The one schema of the bench-agent protocol: what the harness accepts from an app, and what an app may expect of a plan.
 * docs/agent-protocol.schema.json is made from it. Every message says what a value must be, to follow “must be”.
 */
import { z } from 'zod';
import { PLATFORMS, THERMAL_STATES } from '#harness/domain/device.ts';
import { computeUnitsSchema } from '#harness/domain/compute-units.ts';
import { FINISH_REASONS } from '#harness/domain/finish-reason.ts';
import { STAGES } from '#harness/domain/measured.ts';
import {
  AGENT_PROTOCOL,
  APP_STATES,
  type AgentEvent,
  type AgentPlan,
  type HelloEvent,
  type IterationEvent,
  type PlannedIteration,
} from './protocol.ts';

const text = z.string('a text');
const flag = z.boolean('true or false');
const sha256 = text.regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits');

/** Whole numbers from a minimum to 2^53 − 1: indices, bytes and nanoseconds. */
function whole(minimum: number): z.ZodInt {
  const expected = `a whole number of at least ${minimum}`;
  return z.int(expected).min(minimum, expected);
}
const count = whole(0);

function oneOf<const Choices extends readonly string[]>(
  choices: Choices,
): z.ZodEnum<{ [Choice in Choices[number]]: Choice }> {
  return z.enum(choices, `one of ${choices.join(', ')}`);
}

function object<Shape extends z.core.$ZodLooseShape>(shape: Shape): z.ZodObject<Shape> {
  return z.object(shape, 'an object');
}

function list<Entry extends z.ZodType>(entry: Entry): z.ZodArray<Entry> {
  return z.array(entry, 'a list');
}

/** A field that an app leaves out, or writes as null, where it cannot ask. */
function ifKnown<Value extends z.ZodType>(value: Value): z.ZodExactOptional<z.ZodNullable<Value>> {
  return z.exactOptional(value.nullable());
}

/** Checked as a whole: an events file has millions of token times, and entry by entry they take half of the reading. */
const counts = z
  .custom<readonly number[]>((value) => Array.isArray(value) && value.every(isCount), 'a list of whole numbers')
  .meta({ type: 'array', items: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER } });

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

const duration = z.number('a number of at least 0').min(0, 'a number of at least 0');
const share = z.number('a number from 0 to 1').min(0, 'a number from 0 to 1').max(1, 'a number from 0 to 1');
const thermal = oneOf(THERMAL_STATES);
const span = { startNs: count, endNs: count };
const phase = oneOf(['warmup', 'measured']);
const place = { index: count, phase, cycle: count, questionId: count };

/** The field by which a file of another version is known. What else such a file holds is for its own version to say. */
export const helloVersionSchema: z.ZodType<Pick<HelloEvent, 'protocol'>> = object({ protocol: count });

/** The field by which a file of another launch is known. */
export const helloLaunchSchema: z.ZodType<Pick<HelloEvent, 'nonce'>> = object({ nonce: text });

const helloFields = {
  event: z.literal('hello'),
  protocol: count,
  nonce: text,
  agent: object({ name: text, version: text }),
  models: list(object({ name: text, sha256, bytes: count })),
  device: object({ model: text, osVersion: text, osBuild: text }),
  thermal: ifKnown(thermal),
  lowPowerMode: ifKnown(flag),
  memoryLimitBytes: ifKnown(whole(1)),
  display: ifKnown(object({ brightness: share, maximumFramesPerSecond: ifKnown(whole(1)) })),
  charging: ifKnown(flag),
};

const helloSchema: z.ZodType<HelloEvent> = z.discriminatedUnion(
  'platform',
  [
    object({
      ...helloFields,
      platform: z.literal('ios').optional(),
      app: object({ bundleId: text, version: text, build: text, binaryUuid: text }),
    }),
    object({ ...helloFields, platform: z.literal('host'), app: object({ version: text, contentSha256: sha256 }) }),
  ],
  `one of ${PLATFORMS.join(', ')}`,
);

const iterationSchema: z.ZodType<IterationEvent> = object({
  event: z.literal('iteration'),
  ...place,
  spans: list(object({ stage: oneOf(STAGES), ...span })),
  tokenNs: counts,
  tokenIds: sha256,
  tokens: ifKnown(counts),
  tokenCount: count,
  answer: text,
  finishReason: ifKnown(oneOf(FINISH_REASONS)),
  checksums: ifKnown(
    object({ pixels: ifKnown(sha256), visionFeatures: ifKnown(sha256), projectedFeatures: ifKnown(sha256) }),
  ),
  thermal: ifKnown(thermal),
});

/** A line of the events file, by its kind. Fields that are not named here are ignored. */
export const EVENT_SCHEMAS: {
  readonly [Kind in AgentEvent['event']]: z.ZodType<Extract<AgentEvent, { readonly event: Kind }>>;
} = {
  hello: helloSchema,
  load: object({
    event: z.literal('load'),
    ...span,
    cache: oneOf(['cold', 'warm', 'unknown']),
    footprintBytes: count,
    computeUnits: ifKnown(list(computeUnitsSchema)),
  }),
  started: object({ event: z.literal('started'), ...place, atNs: count }),
  iteration: iterationSchema,
  skipped: object({ event: z.literal('skipped'), ...place, reason: text }),
  footprint: object({ event: z.literal('footprint'), atNs: count, bytes: count, mark: ifKnown(text) }),
  unload: object({ event: z.literal('unload'), ...span, footprintBytes: count }),
  thermal: object({ event: z.literal('thermal'), atNs: count, state: thermal }),
  state: object({ event: z.literal('state'), atNs: count, state: oneOf(APP_STATES) }),
  lowPowerMode: object({ event: z.literal('lowPowerMode'), atNs: count, isOn: flag }),
  operators: object({
    event: z.literal('operators'),
    graph: text,
    operators: list(object({ operator: text, calls: count, totalNs: count })).nullable(),
    reason: ifKnown(text),
  }),
  done: object({
    event: z.literal('done'),
    events: count,
    sha256,
    peakFootprintBytes: count,
    cpuTimeMs: ifKnown(duration),
    waitedMs: ifKnown(duration),
    instructions: ifKnown(count),
    cycles: ifKnown(count),
    cpuEnergyNanojoules: ifKnown(count),
  }),
  error: object({ event: z.literal('error'), code: text, message: text }),
};

const plannedIteration: z.ZodType<PlannedIteration> = object({
  questionId: count,
  image: text.regex(/^[\w-][\w.-]*$/, 'a file name'),
  question: text,
});

/** What the harness writes for the app; an app refuses everything else. */
export const planSchema: z.ZodType<AgentPlan> = object({
  protocol: z.literal(AGENT_PROTOCOL, String(AGENT_PROTOCOL)),
  nonce: text.regex(/^[\w-]{1,128}$/, 'letters, digits, underscores and hyphens'),
  deadlineMs: whole(1),
  model: text,
  decoding: object({ maxOutputTokens: whole(1), stopAtEndOfSequence: flag }),
  promptTemplate: text.regex(/\{question\}/, 'a text with {question}'),
  imageSizePx: whole(1).nullable(),
  data: text.regex(/^(?!\/)(?!(?:.*\/)?\.\.(?:\/|$))/, 'a folder below the Documents folder'),
  warmupIterations: count,
  iterations: list(plannedIteration).min(1, 'a list of at least one iteration'),
  cycles: whole(1),
  sustainForMs: whole(1).nullable(),
  record: object({
    footprintIntervalMs: whole(1).nullable(),
    tokenTimestamps: flag,
    answers: flag,
    checksums: z.exactOptional(flag),
    operatorTimes: z.exactOptional(flag),
  }),
})
  .refine(({ sustainForMs, cycles, deadlineMs }) => sustainForMs === null || sustainForMs * cycles < deadlineMs, {
    path: ['sustainForMs'],
    message: 'over before deadlineMs, in all cycles together',
  })
  .refine(({ record, cycles }) => record.operatorTimes !== true || cycles === 1, {
    path: ['cycles'],
    message: '1 where record.operatorTimes is true',
  });
