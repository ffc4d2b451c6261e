import type { RunPolicy } from '#harness/domain/decision.ts';
import type { ReleasePlan } from '#harness/domain/release-plan.ts';
import type { Scorecard } from '#harness/domain/scorecard.ts';
import type { Suite } from '#harness/domain/suite.ts';
import type { Clock } from '#harness/ports/time.ts';
import type { DatasetLibrary } from '#harness/ports/dataset.ts';
import type { DeviceDriver, EventsCheck } from '#harness/ports/device.ts';
import type { Publisher, PublishTarget } from '#harness/ports/publish.ts';
import type { Reporter, ReportFile } from '#harness/ports/report.ts';
import type { OnMigrating, RunStore, StoreAccess } from '#harness/ports/store.ts';

/** Everything that a workflow touches outside the engine. Parts that cost time to load come as functions. */
export type Host = {
  /** Of this package. */
  readonly version: string;
  /** The operating system and processor of this machine, and the Node that runs here. */
  readonly machine: string;
  readonly node: string;
  readonly clock: Clock;
  readonly suites: () => Promise<readonly Suite[]>;
  /** What may judge a run, by name. */
  readonly policies: () => Promise<readonly RunPolicy[]>;
  /** What a release must show. */
  readonly releasePlan: () => Promise<ReleasePlan>;
  /** A scorecard as files. */
  readonly renderScorecard: (scorecard: Scorecard) => Promise<readonly ReportFile[]>;
  /** The datasets that ship and those that were imported into the folder. */
  readonly datasets: (folder: string) => Promise<DatasetLibrary>;
  readonly lab: (options: LabOptions) => Promise<Lab>;
  readonly openStore: (path: string, access: StoreAccess, onMigrating?: OnMigrating) => Promise<RunStore>;
  readonly reporters: () => Promise<readonly Reporter[]>;
  readonly publisher: (target: PublishTarget) => Promise<Publisher>;
  /** Reads an events file against the text of the plan that it answers. */
  readonly checkEvents: (events: Uint8Array, plan: string) => Promise<EventsCheck>;
  /** A small picture of an image file as a data URI; null when there is none to be had. */
  readonly thumbnail: (path: string) => Promise<string | null>;
};

/** Which devices are at hand. Paths are absolute. */
export type LabOptions = {
  /** Lists physical iPhones; none where it is left out. */
  readonly devicesFile?: string;
  /** Lists virtual iPhones; those that ship where it is left out. */
  readonly virtualPhonesFile?: string;
  /** Any free port where it is left out. */
  readonly appiumPort?: number;
};

/** The devices at hand and the drivers that reach them. */
export type Lab = {
  readonly drivers: readonly DeviceDriver[];
  /** A person listed the virtual phones: a run that names no device takes them all. */
  readonly areVirtualPhonesListed: boolean;
};
