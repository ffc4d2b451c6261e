/**
 * The bench-agent protocol: what the harness writes for the app under test, and what the app writes back.
 * docs/agent-protocol.md describes the exchange, protocol-schema.ts says what is accepted.
 */
import type { Artefact } from '#harness/domain/build.ts';
import type { ComputeUnits } from '#harness/domain/compute-units.ts';
import type { ThermalState } from '#harness/domain/device.ts';
import type { FinishReason } from '#harness/domain/finish-reason.ts';
import type { Stage } from '#harness/domain/measured.ts';
import type { OperatorTime } from '#harness/domain/operator-times.ts';
import type { StageChecksums } from '#harness/domain/stage-checksums.ts';

/** The version that this harness speaks; it refuses every other one. */
export const AGENT_PROTOCOL = 1;

/** What has to be updated where app and harness speak different versions. */
export function olderSide({ app, harness }: { readonly app: number; readonly harness: number }): string {
  return app > harness ? 'fastvlm-bench' : 'the agent in the app';
}

/** Environment variable that carries the plan's path, relative to the app's Documents folder. */
export const PLAN_VARIABLE = 'FASTVLM_BENCH_PLAN';

/** Folder of everything that belongs to the harness, in the app's Documents. */
export const AGENT_ROOT = 'bench';
export const PLAN_FILE = 'plan.json';
export const EVENTS_FILE = 'events.ndjson';

/** One question that the app is to ask its model. */
export type PlannedIteration = {
  readonly questionId: number;
  /** File name in the plan's data folder. */
  readonly image: string;
  readonly question: string;
};

/** What one launch of the app is to do. */
export type AgentPlan = {
  readonly protocol: typeof AGENT_PROTOCOL;
  readonly nonce: string;
  /** The app gives up with an error event when it has not finished by then. */
  readonly deadlineMs: number;
  readonly model: string;
  readonly decoding: { readonly maxOutputTokens: number; readonly stopAtEndOfSequence: boolean };
  /** `{question}` stands for the question's text. */
  readonly promptTemplate: string;
  /** Null leaves the size to the build's own configuration. */
  readonly imageSizePx: number | null;
  /** Folder of the images, relative to the app's Documents folder. */
  readonly data: string;
  /** Iterations of the first cycle that are not measured; they use the planned questions from the first one on. */
  readonly warmupIterations: number;
  readonly iterations: readonly PlannedIteration[];
  /** Load, all iterations, unload: so many times. */
  readonly cycles: number;
  /** Repeats the iterations from the first one on until so much time has passed; null runs them once. */
  readonly sustainForMs: number | null;
  readonly record: {
    /** Interval of footprint samples; null takes none, so that sampling disturbs no timing. */
    readonly footprintIntervalMs: number | null;
    readonly tokenTimestamps: boolean;
    readonly answers: boolean;
    /** Whether the app works out checksums of what its stages make, after the spans of an iteration; missing where not. */
    readonly checksums?: boolean;
    /**
     * Whether the app counts what each type of operator takes. It makes a model slower, so that nothing of such a launch is
     * measured. Missing where it is not asked for.
     */
    readonly operatorTimes?: boolean;
  };
};

/** What an app is known by on its platform. One that names no platform is an app for iPhones. */
export type AppOnPlatform =
  | {
      readonly platform?: 'ios' | undefined;
      readonly app: {
        readonly bundleId: string;
        readonly version: string;
        readonly build: string;
        readonly binaryUuid: string;
      };
    }
  | {
      readonly platform: 'host';
      /** `contentSha256`: of the files that the app has read, worked out by the app. */
      readonly app: { readonly version: string; readonly contentSha256: string };
    };

/** First event of every file: who is speaking. */
export type HelloEvent = AppOnPlatform & {
  readonly event: 'hello';
  readonly protocol: number;
  readonly nonce: string;
  readonly agent: { readonly name: string; readonly version: string };
  /** Every file of the model folder, named by its path below that folder. */
  readonly models: readonly Artefact[];
  readonly device: { readonly model: string; readonly osVersion: string; readonly osBuild: string };
  /** Absent or null where the app cannot ask. */
  readonly thermal?: ThermalState | null;
  readonly lowPowerMode?: boolean | null;
  /** What the system lets this process take; absent or null where it does not say. */
  readonly memoryLimitBytes?: number | null;
  readonly display?: { readonly brightness: number; readonly maximumFramesPerSecond?: number | null } | null;
  readonly charging?: boolean | null;
};

/** The model was loaded. Times are whole nanoseconds since the process started, here and in every event. */
export type LoadEvent = {
  readonly event: 'load';
  readonly startNs: number;
  readonly endNs: number;
  readonly cache: 'cold' | 'warm' | 'unknown';
  readonly footprintBytes: number;
  /** On what each graph is planned to run; absent or null where the app does not know. Read outside the span of the load. */
  readonly computeUnits?: readonly ComputeUnits[] | null;
};

/** What the stages of an iteration made: all values in the order in which the next stage takes them. */
export type ReportedChecksums = { readonly [Part in keyof StageChecksums]?: string | null };

/** One question was answered. */
export type IterationEvent = {
  readonly event: 'iteration';
  /** Counts all iterations of the launch from 0. */
  readonly index: number;
  readonly phase: 'warmup' | 'measured';
  /** Counts load–unload cycles from 0. */
  readonly cycle: number;
  readonly questionId: number;
  readonly spans: readonly { readonly stage: Stage; readonly startNs: number; readonly endNs: number }[];
  /** One time a token, or none when the plan does not ask for them. */
  readonly tokenNs: readonly number[];
  /** sha256 of the output token ids, each as a little-endian 32-bit integer. */
  readonly tokenIds: string;
  /** These ids. Absent or null where an iteration before has the same ones, and where an app does not report them. */
  readonly tokens?: readonly number[] | null;
  readonly tokenCount: number;
  /** Empty when the plan does not ask for answers. */
  readonly answer: string;
  /** What ended it; absent or null where the app does not know. */
  readonly finishReason?: FinishReason | null;
  /** sha256 of values as little-endian 32-bit floats; only where the plan asks, and of what the app has. */
  readonly checksums?: ReportedChecksums | null;
  /** Absent or null where the app cannot ask. */
  readonly thermal?: ThermalState | null;
};

/** The question is about to be answered. After a crash it is the last line. */
export type StartedEvent = Pick<IterationEvent, 'index' | 'phase' | 'cycle' | 'questionId'> & {
  readonly event: 'started';
  readonly atNs: number;
};

/** A question whose image the app cannot read. It stands in the place of the iteration and takes its index. */
export type SkippedEvent = Pick<IterationEvent, 'index' | 'phase' | 'cycle' | 'questionId'> & {
  readonly event: 'skipped';
  /** What is wrong with the image, for people. */
  readonly reason: string;
};

/** A sample of the memory footprint; `mark` says what it was taken after. */
export type FootprintEvent = {
  readonly event: 'footprint';
  readonly atNs: number;
  readonly bytes: number;
  readonly mark?: string | null;
};

/** What the operators of one model graph took, from the load until the last question; only where the plan asks for it. */
export type OperatorsEvent = {
  readonly event: 'operators';
  /** Path of the graph's file, as in `models`. */
  readonly graph: string;
  /** An entry for each type; null where it is not known. */
  readonly operators: readonly OperatorTime[] | null;
  /** Why it is not known, for people. */
  readonly reason?: string | null;
};

/** The model was let go; the footprint is what stayed behind. */
export type UnloadEvent = {
  readonly event: 'unload';
  readonly startNs: number;
  readonly endNs: number;
  readonly footprintBytes: number;
};

/** The thermal state changed. */
export type ThermalEvent = { readonly event: 'thermal'; readonly atNs: number; readonly state: ThermalState };

export const APP_STATES = ['active', 'inactive', 'background', 'locked'] as const;
/**
 * Where the app is: `inactive` is in front and beneath something, such as an alert; `locked` is in front of a phone that was locked.
 */
export type ReportedAppState = (typeof APP_STATES)[number];

/** The app came to the front or left it. */
export type StateEvent = { readonly event: 'state'; readonly atNs: number; readonly state: ReportedAppState };

/** Low Power Mode was switched. */
export type LowPowerModeEvent = { readonly event: 'lowPowerMode'; readonly atNs: number; readonly isOn: boolean };

/** Last line of a complete file. */
export type DoneEvent = {
  readonly event: 'done';
  /** Number of lines before this one. */
  readonly events: number;
  /** sha256, in hexadecimal digits, of all bytes before this line. */
  readonly sha256: string;
  /** Largest footprint in the life of the process, as the operating system kept it. */
  readonly peakFootprintBytes: number;
  readonly cpuTimeMs?: number | null;
  /** How long its main thread was ready to work while others had the processor; absent or null where it cannot ask. */
  readonly waitedMs?: number | null;
  /** Of the whole process, and of processor cores only. Each is absent or null where the system does not count it. */
  readonly instructions?: number | null;
  readonly cycles?: number | null;
  readonly cpuEnergyNanojoules?: number | null;
};

/** Last line of a file whose app gave up. */
export type ErrorEvent = { readonly event: 'error'; readonly code: string; readonly message: string };

/** A line of the events file. */
export type AgentEvent =
  | HelloEvent
  | LoadEvent
  | StartedEvent
  | IterationEvent
  | SkippedEvent
  | FootprintEvent
  | UnloadEvent
  | ThermalEvent
  | StateEvent
  | LowPowerModeEvent
  | OperatorsEvent
  | DoneEvent
  | ErrorEvent;
