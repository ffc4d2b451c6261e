/** What options mean, as requests to workflows: every path is taken from the working folder. */
import { join, resolve } from 'node:path';
import { BenchError } from '#harness/domain/failure.ts';
import { optionText } from '#harness/text/shell-word.ts';
import type { Caller, Typed } from '#harness/workflow/caller.ts';
import type { LabOptions } from '#harness/workflow/host.ts';
import { BENCH_FOLDER } from '#harness/workflow/places.ts';
import type { BaselineReference, Places, RunReference, RunRequest } from '#harness/workflow/request.ts';
import { shownPlace, storePlace } from '#harness/workflow/store/store-place.ts';
import { sourceOf, type SourceOptions } from './run-source.ts';
import { DEFAULT_DATASETS_DIR, DEFAULT_STORE } from './options.ts';
import type { World } from './world.ts';

export type StoreOptions = { readonly store: string };
export type WaiversOptions = { readonly waivers?: string };
export type LibraryOptions = { readonly datasetsDir: string };

export type DeviceOptions = {
  readonly devicesFile?: string;
  readonly virtualPhones?: string;
  readonly appiumPort?: number;
};

/** What a configuration leaves beside the options: nobody types it. */
export type RememberedFiles = {
  /** Where `policy` was read from, if that was a file. */
  readonly policyFile?: string;
  /** The configuration that has `suite` or `policy`. */
  readonly configFile?: string;
};

/** Whatever names a file. */
type NamingOptions = Partial<StoreOptions & LibraryOptions & WaiversOptions & DeviceOptions & RememberedFiles> & {
  readonly policy?: string;
};

/** What `run` and `plan` have in common. */
export type PlanningOptions = StoreOptions &
  LibraryOptions &
  DeviceOptions & {
    readonly suite?: string;
    readonly candidate?: string;
    readonly baseline?: string;
    readonly device?: readonly string[];
    readonly dataset?: string;
    readonly prompt?: string;
    readonly blocks?: number;
    readonly earlyStop?: boolean;
    readonly seed?: number;
  };

export type RunOptions = PlanningOptions & {
  readonly out?: string;
  readonly policy?: string;
  readonly stopOnRegression?: boolean;
} & WaiversOptions &
  SourceOptions;

/** The folder of everything that nobody named a place for. */
export function homeOf(cwd: string): string {
  return resolve(cwd, BENCH_FOLDER);
}

export function placesOf({ store, datasetsDir }: Partial<StoreOptions & LibraryOptions>, cwd: string): Places {
  return {
    home: homeOf(cwd),
    ...(store === undefined || store === DEFAULT_STORE ? {} : { store: storePlace(store, cwd) }),
    ...(datasetsDir === undefined || datasetsDir === DEFAULT_DATASETS_DIR
      ? {}
      : { datasetsDir: resolve(cwd, datasetsDir) }),
  };
}

export function labOf({ devicesFile, virtualPhones, appiumPort }: DeviceOptions, cwd: string): LabOptions {
  return {
    ...(devicesFile === undefined ? {} : { devicesFile: resolve(cwd, devicesFile) }),
    ...(virtualPhones === undefined ? {} : { virtualPhonesFile: resolve(cwd, virtualPhones) }),
    ...(appiumPort === undefined ? {} : { appiumPort }),
  };
}

export function waiversOf({ waivers }: WaiversOptions, cwd: string): WaiversOptions {
  return waivers === undefined ? {} : { waivers: resolve(cwd, waivers) };
}

export function runReference(text: string, cwd: string): RunReference {
  return { name: text, path: resolve(cwd, text) };
}

/** An .ipa, a name, a run file, or a run's folder. */
export function baselineReference(text: string, cwd: string): BaselineReference {
  return text.toLowerCase().endsWith('.ipa')
    ? { kind: 'build', path: resolve(cwd, text) }
    : { kind: 'run', ...runReference(text, cwd) };
}

/** Throws USAGE where no suite or no candidate was named. */
export async function runRequest(options: RunOptions, world: World): Promise<RunRequest> {
  const suite = await namedSuite(options.suite, world);
  if (options.candidate === undefined) {
    throw new BenchError('USAGE', 'No candidate was named.', { remedy: 'Add --candidate with the app.ipa to judge.' });
  }
  const { cwd } = world;
  const { out, policy, stopOnRegression, baseline } = options;
  const source = await sourceOf(options, world);
  return {
    ...plannedRequest(options, suite, cwd),
    candidate: resolve(cwd, options.candidate),
    ...(baseline === undefined ? {} : { baseline: baselineReference(baseline, cwd) }),
    ...(stopOnRegression === undefined ? {} : { stopOnRegression }),
    ...(policy === undefined ? {} : { policy }),
    ...waiversOf(options, cwd),
    ...(source === null ? {} : { source }),
    ...(out === undefined ? {} : { folder: resolve(cwd, out) }),
  };
}

/** A request without builds. */
export function plannedRequest(
  options: PlanningOptions,
  suite: string,
  cwd: string,
): Omit<RunRequest, 'candidate' | 'baseline'> {
  const { device, dataset, prompt, blocks, earlyStop, seed } = options;
  return {
    ...placesOf(options, cwd),
    lab: labOf(options, cwd),
    suite,
    ...(device === undefined ? {} : { devices: device }),
    ...(dataset === undefined ? {} : { dataset }),
    ...(prompt === undefined ? {} : { prompt }),
    ...(blocks === undefined ? {} : { blocks }),
    ...(earlyStop === undefined ? {} : { earlyStop }),
    ...(seed === undefined ? {} : { seed }),
  };
}

/** Throws USAGE that names them all where none was named. */
export async function namedSuite(suite: string | undefined, world: Pick<World, 'suites'>): Promise<string> {
  if (suite !== undefined) return suite;
  const names = (await world.suites()).map(({ id }) => id);
  throw new BenchError('USAGE', 'No suite was named.', { remedy: `Add --suite with one of: ${names.join(', ')}` });
}

/** Where a command of this package writes what nobody named a place for. */
export function folderOf(out: string | undefined, cwd: string, ...otherwise: readonly string[]): string {
  return out === undefined ? join(homeOf(cwd), ...otherwise) : resolve(cwd, out);
}

/** The person at the terminal. Errors and reports name files as they were typed. */
export function callerOf(
  world: Pick<World, 'signal'>,
  options: NamingOptions,
  onEvent: NonNullable<Caller['onEvent']> = () => {},
): Caller {
  const { store } = options;
  return {
    onEvent,
    typed: typedIn(options),
    // Asked for as late as a workflow asks: until then, a signal ends the process at once.
    get signal() {
      return world.signal;
    },
    storeOption: shownStore(store),
  };
}

function typedIn({
  policyFile,
  policy,
  configFile,
  waivers,
  devicesFile,
  virtualPhones,
  ...rest
}: NamingOptions): Typed {
  const { datasetsDir = DEFAULT_DATASETS_DIR } = rest;
  const named = policyFile ?? policy;
  return {
    ...(named === undefined ? {} : { policy: named }),
    ...(configFile === undefined ? {} : { config: configFile }),
    ...(waivers === undefined ? {} : { waivers }),
    ...(devicesFile === undefined ? {} : { devicesFile }),
    ...(virtualPhones === undefined ? {} : { virtualPhones }),
    ...(datasetsDir === DEFAULT_DATASETS_DIR ? {} : { datasetsDir }),
  };
}

/** What a command needs to find a run by its id in the store that was typed; empty for the default store. */
export function shownStore(store: string | undefined): string {
  return store === undefined || store === DEFAULT_STORE ? '' : optionText('--store', shownPlace(store));
}
