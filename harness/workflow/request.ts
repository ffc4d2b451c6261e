import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { type Source, sourceSchema } from '#harness/domain/source.ts';
import { isPostgresAddress } from '#harness/store/postgres-address.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { LabOptions } from './host.ts';
import type { WaiversRequest } from '#harness/workflow/waivers/read-waivers.ts';

/** Where a workflow keeps what it makes. All paths are absolute. */
export type Places = {
  /** The folder of everything that has no other place: the store, datasets, and runs. */
  readonly home: string;
  /** Runs and baselines: an SQLite file, or the address of a PostgreSQL database; `store.sqlite` in `home` if left out. */
  readonly store?: string;
  /** Folder of imported datasets; `datasets` in `home` where it is left out. */
  readonly datasetsDir?: string;
};

/** A stored run: its id, the name of a baseline, or an absolute path, either a run's folder or its run.json. */
export type RunReference = {
  /** What errors call it. */
  readonly name: string;
  /** Looked at as well. */
  readonly path?: string;
};

/** A build to measure beside the candidate, or a run; the run's build is measured again where its file is at hand. */
export type BaselineReference =
  | { readonly kind: 'build'; readonly path: string }
  | ({ readonly kind: 'run' } & RunReference);

/** What a run is to measure and where it keeps it. Plain data: JSON carries it to another process. Paths are absolute. */
export type RunRequest = Places &
  WaiversRequest & {
    readonly lab?: LabOptions;
    readonly suite: string;
    /** The app.ipa to judge. */
    readonly candidate: string;
    readonly baseline?: BaselineReference;
    /** Ids; your iPhones where they are left out, else the first two virtual ones. */
    readonly devices?: readonly string[];
    /** `NAME` or `NAME/SUBSET`, in place of the suite's own wherever answers are scored. */
    readonly dataset?: string;
    readonly prompt?: string;
    /** Blocks a pass at most; 1 or more. */
    readonly blocks?: number;
    /** False where every block is wanted, also when nothing is left to decide. */
    readonly earlyStop?: boolean;
    /** Whether the run ends as soon as its gate is certain to fail; what the policy does where it is left out. */
    readonly stopOnRegression?: boolean;
    /** Of the order of launches; drawn where it is left out. */
    readonly seed?: number;
    /** Its name on the host. */
    readonly policy?: string;
    /** Which change of the app is measured, if it is known; it stays with the run. */
    readonly source?: Source;
    /** The run's folder; one of its own in `home` where it is left out. */
    readonly folder?: string;
  };

/**
 * An interrupted run goes on as it began; only where things lie may have changed. Its store is the one that it was begun with,
 * and need not be named.
 */
export type ResumeRequest = Places &
  WaiversRequest & {
    readonly folder: string;
    readonly lab?: LabOptions;
    /** Where the builds are now, if they were moved. */
    readonly candidate?: string;
    readonly baseline?: string;
    /** The policy that judges it, if not its own: its name on the host. */
    readonly policy?: string;
    /** The file that has this policy, for the commands that errors and reports name; missing where its name is enough. */
    readonly policyFile?: string;
  };

const absolute = z.string().refine(isAbsolute, 'is not an absolute path');
const places = {
  home: absolute,
  store: z
    .string()
    .refine((place) => isAbsolute(place) || isPostgresAddress(place), 'is neither an absolute path nor an address')
    .exactOptional(),
  datasetsDir: absolute.exactOptional(),
};
const lab: z.ZodType<LabOptions> = z.strictObject({
  devicesFile: absolute.exactOptional(),
  virtualPhonesFile: absolute.exactOptional(),
  appiumPort: z.number().int().min(1).max(65_535).exactOptional(),
});
const baseline: z.ZodType<BaselineReference> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('build'), path: absolute }),
  z.strictObject({ kind: z.literal('run'), name: z.string(), path: absolute.exactOptional() }),
]);

const runRequest: z.ZodType<RunRequest> = z.strictObject({
  ...places,
  lab: lab.exactOptional(),
  suite: z.string(),
  candidate: absolute,
  baseline: baseline.exactOptional(),
  devices: z.array(z.string()).exactOptional(),
  dataset: z.string().exactOptional(),
  prompt: z.string().exactOptional(),
  blocks: z.number().int().min(1).exactOptional(),
  earlyStop: z.boolean().exactOptional(),
  stopOnRegression: z.boolean().exactOptional(),
  seed: z.number().int().min(0).exactOptional(),
  policy: z.string().exactOptional(),
  waivers: absolute.exactOptional(),
  source: sourceSchema.exactOptional(),
  folder: absolute.exactOptional(),
});

const resumeRequest: z.ZodType<ResumeRequest> = z.strictObject({
  ...places,
  folder: absolute,
  lab: lab.exactOptional(),
  candidate: absolute.exactOptional(),
  baseline: absolute.exactOptional(),
  policy: z.string().exactOptional(),
  policyFile: absolute.exactOptional(),
  waivers: absolute.exactOptional(),
});

/** Throws USAGE that names each field that is wrong. */
export function parseRunRequest(json: unknown): RunRequest {
  return parsed(runRequest, json, 'run request');
}

/** Throws USAGE that names each field that is wrong. */
export function parseResumeRequest(json: unknown): ResumeRequest {
  return parsed(resumeRequest, json, 'request to resume a run');
}

function parsed<T>(schema: z.ZodType<T>, json: unknown, what: string): T {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  throw new BenchError('USAGE', `This is not a ${what}: ${z.prettifyError(result.error)}`, {
    remedy: 'Correct the fields that are named; docs/api.md lists them all.',
    cause: result.error,
  });
}
