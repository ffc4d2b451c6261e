import type { Suite } from '#harness/domain/suite.ts';
import type { Build } from '#harness/domain/build.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type {
  Clock,
  DatasetLibrary,
  DeviceDriver,
  ReportInput,
  Reporter,
  RunStore,
  StoreAccess,
} from '#harness/ports.ts';

/** Everything the commands touch outside the engine. Parts that cost time to load come as functions. */
export type World = {
  readonly version: string;
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly terminal: Terminal;
  readonly clock: Clock;
  /** Aborts when the person at the terminal wants to stop. Who asks for it is waited for, so only who heeds it asks. */
  readonly signal: AbortSignal;
  /** The operating system and processor of this machine, and the Node that runs here. */
  readonly host: string;
  readonly node: string;
  readonly suites: () => Promise<readonly Suite[]>;
  /** The datasets that ship and those that were imported into the folder. */
  readonly datasets: (folder: string) => Promise<DatasetLibrary>;
  readonly lab: (options: LabOptions) => Promise<Lab>;
  readonly openStore: (path: string, access: StoreAccess) => Promise<RunStore>;
  readonly reporters: () => Promise<readonly Reporter[]>;
  readonly summarise: (input: ReportInput) => Promise<string>;
  /** A small picture of an image file as a data URI; null when there is none to be had. */
  readonly thumbnail: (path: string) => Promise<string | null>;
  readonly samples: () => Promise<Samples>;
};

export type Terminal = {
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
  /** Whether a person is watching: a live task list instead of plain lines. */
  readonly isInteractive: boolean;
  /** Width in characters; null where the output is no terminal, so that nothing wraps. */
  readonly columns: number | null;
};

export type LabOptions = {
  /** Lists physical iPhones; null for none. */
  readonly devicesFile: string | null;
  /** Lists virtual iPhones; null for those that ship. */
  readonly virtualPhonesFile: string | null;
  /** Null for any free port. */
  readonly appiumPort: number | null;
};

/** The devices at hand and the drivers that reach them. */
export type Lab = {
  readonly drivers: readonly DeviceDriver[];
  readonly inspect: (path: string) => Promise<Build>;
  /** A person listed the virtual phones: a run that names no device takes them all. */
  readonly areVirtualPhonesListed: boolean;
};

/** One build of the sample app. */
export type SampleBuild = {
  readonly name: string;
  /** What it is beside the build `reference`. */
  readonly summary: string;
  /** The metric for which it must fail beside `reference`; null when it must pass. */
  readonly failsFor: MetricId | null;
};

/** The builds of the sample app. */
export type Samples = {
  readonly builds: readonly SampleBuild[];
  /** Writes the build's .ipa into the folder and returns its path; without a bundle identifier it has that of all of them. */
  readonly pack: (name: string, folder: string, bundleId?: string) => Promise<string>;
};
