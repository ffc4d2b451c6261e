/** What the engine needs from the world. Everything outside it implements one of these. */
import type { Build, Fingerprint } from '#harness/domain/build.ts';
import type { Assessment } from '#harness/domain/comparison.ts';
import type { DatasetReference, Question } from '#harness/domain/dataset.ts';
import type { Decision } from '#harness/domain/decision.ts';
import type { Device, DeviceState } from '#harness/domain/device.ts';
import type { Launch, LaunchTiming, Outcome } from '#harness/domain/launch.ts';
import type { Run, RunHeader } from '#harness/domain/run.ts';
import type { Pass } from '#harness/domain/suite.ts';

export interface Clock {
  now(): Date;
  /** Milliseconds on a clock that never steps. */
  monotonicMs(): number;
  /** Rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A seeded source of chance. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
}

/** One way to reach devices. */
export interface DeviceDriver {
  /** The devices this driver knows, without waking them. */
  devices(): readonly Device[];
  /** Reads an artefact and says what it is. Throws BUILD_INVALID or FILE_NOT_FOUND. */
  inspect(path: string): Promise<Build>;
  /** Versions of the tools the driver rests on. */
  tools(): Readonly<Record<string, string>>;
  /** Takes a device for this run. Throws DEVICE_UNAVAILABLE. */
  open(deviceId: string, signal: AbortSignal): Promise<DeviceSession>;
  /** Ends whatever the driver started. */
  close(): Promise<void>;
}

/** What one launch is to do. */
export type LaunchRequest = {
  readonly nonce: string;
  readonly build: Build;
  readonly pass: Pass;
  readonly dataset: DatasetReference;
  readonly questions: readonly Question[];
};

/** What came of it. A fault is data; `isSessionLost` says that the session is of no more use. */
export type LaunchReport = {
  readonly outcome: Outcome;
  readonly fingerprint: Fingerprint | null;
  readonly timing: LaunchTiming;
  readonly isSessionLost: boolean;
};

/** One device held for a run. */
export interface DeviceSession {
  readonly device: Device;
  state(): Promise<DeviceState>;
  /** Installs the build unless it is proven to be there, runs the app once, brings its events home. */
  launch(request: LaunchRequest, signal: AbortSignal): Promise<LaunchReport>;
  close(): Promise<void>;
}

/** Questions with images and reference answers, and the evaluator that scores answers against them. */
export interface Dataset {
  readonly id: string;
  /** Verifies what it reads against the manifest. Throws UNKNOWN_DATASET for an unknown subset, DATASET_INVALID for broken files. */
  load(subset: string): Promise<LoadedDataset>;
}

export type LoadedDataset = {
  readonly reference: DatasetReference;
  readonly questions: readonly Question[];
  /** VQA score 0..1, or null where the question has no reference answers. */
  score(question: Question, answer: string): number | null;
};

export type BaselineEntry = { readonly name: string; readonly runId: string; readonly setAt: string };
export type RunEntry = {
  readonly id: string;
  readonly startedAt: string;
  readonly suiteId: string;
  readonly candidateLabel: string;
  readonly isComplete: boolean;
};

export interface RunStore {
  /** Storing a run a second time changes nothing. */
  save(run: Run): Promise<void>;
  load(id: string): Promise<Run | null>;
  /** Newest first. */
  list(): Promise<readonly RunEntry[]>;
  setBaseline(name: string, runId: string, at: Date): Promise<void>;
  baseline(name: string): Promise<BaselineEntry | null>;
  baselines(): Promise<readonly BaselineEntry[]>;
  close(): Promise<void>;
}

/** The append-only record of a run while it is measured. */
export interface Journal {
  begin(header: RunHeader): Promise<void>;
  /** Resolves when the line is on disk. Throws DISK_FULL. */
  append(launch: Launch): Promise<void>;
  close(): Promise<void>;
}

/** What a report is made from. */
export type ReportInput = {
  readonly run: Run;
  /** The stored run it was compared with, if any. */
  readonly baselineRun: Run | null;
  readonly assessment: Assessment;
  readonly decision: Decision;
};

export type ReportFile = { readonly name: string; readonly content: string };

export interface Reporter {
  readonly id: string;
  render(input: ReportInput): Promise<readonly ReportFile[]>;
}
