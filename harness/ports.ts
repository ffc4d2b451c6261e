/** What the engine needs from the world. Everything outside it implements one of these. */
import type { Build, Fingerprint } from '#harness/domain/build.ts';
import type { Evidence } from '#harness/domain/evidence.ts';
import type { Calibration } from '#harness/domain/calibration.ts';
import type { Assessment } from '#harness/domain/comparison.ts';
import type { AnswerScore, DatasetReference, Question } from '#harness/domain/dataset.ts';
import type { Decision } from '#harness/domain/decision.ts';
import type { Device, DeviceState, Provenance } from '#harness/domain/device.ts';
import type { Launch, LaunchTiming, Outcome } from '#harness/domain/launch.ts';
import type { PowerReading } from '#harness/domain/power.ts';
import type { Run } from '#harness/domain/run.ts';
import type { Pass } from '#harness/domain/suite.ts';
import type { VerdictRecord } from '#harness/domain/verdict-record.ts';

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
  /**
   * Keeps other harnesses of this machine from the devices until what is returned is called. All of them or none: throws
   * DEVICE_UNAVAILABLE that says who has one.
   */
  claim(deviceIds: readonly string[], purpose: string): () => void;
  /**
   * Takes a device for this run. Throws DEVICE_UNAVAILABLE. `onWaiting` reports now and then what a long start waits
   * for.
   */
  open(deviceId: string, signal: AbortSignal, onWaiting?: (message: string) => void): Promise<DeviceSession>;
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
  /** What the app reported; null when it did not. */
  readonly lowPowerMode: boolean | null;
  readonly timing: LaunchTiming;
  readonly isSessionLost: boolean;
  /** As in a launch; missing where the app was not reached or the driver does not know. */
  readonly sinceInstall?: number;
  /** What helps to understand a failure; missing where there is none. */
  readonly evidence?: readonly Evidence[];
};

/** One device held for a run. */
export interface DeviceSession {
  readonly device: Device;
  state(): Promise<DeviceState>;
  /** Its power telemetry as it is now; null for a device that has none. Throws DEVICE_LOST. */
  power(): Promise<PowerReading | null>;
  /**
   * Launches of the build that have finished on the device since this session installed it, 0 or more; null where it is
   * not proven to be there, so that `launch` would install it. What installing throws away is back after the first.
   */
  sinceInstall(build: Build): number | null;
  /** Installs the build unless it is proven to be there, runs the app once, brings its events home. */
  launch(request: LaunchRequest, signal: AbortSignal): Promise<LaunchReport>;
  close(): Promise<void>;
}

/** Questions with images and reference answers, and the evaluator that scores answers against them. */
export interface Dataset {
  readonly id: string;
  /**
   * Verifies what it reads against the manifest. Throws UNKNOWN_DATASET for an unknown subset, DATASET_INVALID for
   * broken files.
   */
  load(subset: string): Promise<LoadedDataset>;
}

export type LoadedDataset = {
  readonly reference: DatasetReference;
  readonly questions: readonly Question[];
  /** Null where the question has no reference answers. */
  score(question: Question, answer: string): AnswerScore | null;
};

/** How far long work on a dataset has come: bytes of a file, or a number of images. */
export type DatasetProgress = {
  readonly step: 'questions' | 'annotations' | 'images';
  readonly done: number;
  readonly total: number;
};

export type DatasetWork = {
  readonly onProgress: (progress: DatasetProgress) => void;
  readonly signal: AbortSignal;
};

/** Data to take in: the official files of a public dataset, or a file of one's own with a question a line. */
export type DatasetImport = {
  readonly id: string;
  readonly imagesFolder: string;
  /** Null for what the files themselves say. */
  readonly licence: string | null;
  readonly importedAt: Date;
} & (
  | {
      readonly kind: 'vqav2';
      /** OK-VQA has the same files with other ids. */
      readonly format: 'vqav2' | 'okvqa';
      readonly questionsFile: string;
      /** Null for a split whose answers are not published: it has no accuracy. */
      readonly annotationsFile: string | null;
      readonly evaluator: string;
    }
  | { readonly kind: 'listed'; readonly format: 'vizwiz' | 'textvqa' | 'gqa'; readonly file: string }
  | { readonly kind: 'jsonl'; readonly file: string }
);

/** What a dataset holds, as its manifest says. */
export type DatasetSummary = {
  readonly id: string;
  readonly origin: 'shipped' | 'imported';
  readonly questions: number;
  readonly images: number;
  readonly evaluator: string;
  readonly licence: string;
  readonly subsets: readonly string[];
};

/** A dataset in a list; `problem` says why its manifest cannot be read. */
export type DatasetEntry = DatasetSummary | { readonly id: string; readonly problem: string };

export type SubsetRequest = {
  readonly dataset: string;
  readonly questions: number;
  readonly seed: number;
  /** `gate` subsets never change; those of `audit` change with the month and share no image with any `gate` subset. */
  readonly rotation: { readonly kind: 'gate' } | { readonly kind: 'audit'; readonly month: string };
};

/** A selection of a dataset's questions, drawn and kept under its name. */
export type DrawnSubset = {
  readonly name: string;
  readonly sha256: string;
  readonly evaluator: string;
  readonly images: number;
  readonly strata: readonly { readonly answerType: string; readonly questions: number; readonly of: number }[];
  /** The file that lists it. */
  readonly content: string;
};

/** The datasets at hand: those that ship and those that were imported. */
export interface DatasetLibrary {
  find(id: string): Promise<Dataset | null>;
  list(): Promise<readonly DatasetEntry[]>;
  /** Takes data in; images stay where they are. Throws FILE_NOT_FOUND, or DATASET_INVALID that names what is broken. */
  import(request: DatasetImport, work: DatasetWork): Promise<DatasetSummary>;
  /** Removes an imported dataset with its subsets; the images stay where they are. Throws UNKNOWN_DATASET, USAGE. */
  remove(id: string): Promise<void>;
  /** Reads every file of a dataset again. What differs from its manifest, a sentence each. Throws UNKNOWN_DATASET. */
  verify(id: string, work: DatasetWork): Promise<readonly string[]>;
  /**
   * The same request gives the same subset on every machine. Throws UNKNOWN_DATASET, and USAGE where there are too few
   * questions.
   */
  drawSubset(request: SubsetRequest): Promise<DrawnSubset>;
}

export type BaselineEntry = { readonly name: string; readonly runId: string; readonly setAt: string };
export type RunEntry = {
  readonly id: string;
  /** The stored run that it was compared with; null without one. */
  readonly baselineRunId: string | null;
  readonly startedAt: string;
  readonly suiteId: string;
  readonly candidateLabel: string;
  /** Of the build that was measured beside it, else of the stored run that it was compared with; null without one. */
  readonly baselineLabel: string | null;
  /** The weakest among its phones. */
  readonly provenance: Provenance;
  readonly isComplete: boolean;
  /** The policy that it was measured under; null of runs that kept none. */
  readonly policy: string | null;
  /** The last decision against its own baseline under each policy that judged it, by the policy's name. */
  readonly decisions: readonly { readonly policy: string; readonly decision: string }[];
};

/** Which calibrations are meant; all of them where a field is left out. */
export type CalibrationFilter = {
  readonly deviceIds?: readonly string[];
  readonly suiteId?: string;
  /** Whether those that newer ones took the place of are wanted too. */
  readonly isHistoryWanted?: boolean;
};

/** `writeIfPossible` falls back to `read` where the file may not be written to; writes throw STORE_READ_ONLY then. */
export type StoreAccess = 'read' | 'write' | 'writeIfPossible';

export interface RunStore {
  /** Storing a complete run a second time changes nothing; one that was gone on with takes its own place. */
  save(run: Run): Promise<void>;
  load(id: string): Promise<Run | null>;
  /** Newest first. */
  list(): Promise<readonly RunEntry[]>;
  /** The runs of a suite that have this build as their candidate, by id, newest first. */
  sessionsOf(buildId: string, suiteId: string): Promise<readonly string[]>;
  setBaseline(name: string, runId: string, at: Date): Promise<void>;
  /** Removes the name; its run stays. */
  removeBaseline(name: string): Promise<void>;
  /** Removes a run with the verdicts on it. The caller sees to it that no baseline names it. */
  removeRun(id: string): Promise<void>;
  baseline(name: string): Promise<BaselineEntry | null>;
  baselines(): Promise<readonly BaselineEntry[]>;
  /** Earlier calibrations of the same device, suite, pass and metric stay. */
  saveCalibrations(calibrations: readonly Calibration[]): Promise<void>;
  /** Newest first. */
  calibrations(filter: CalibrationFilter): Promise<readonly Calibration[]>;
  /** Takes the place of what was said before of the same run, against the same baseline, under the same policy. */
  saveVerdicts(record: VerdictRecord): Promise<void>;
  verdicts(runId: string): Promise<readonly VerdictRecord[]>;
  close(): Promise<void>;
}

/** The append-only record of a run while it is measured. */
export interface Journal {
  /** Resolves when the line is on disk. Throws DISK_FULL. */
  append(launch: Launch): Promise<void>;
  close(): Promise<void>;
}

/** Where the logs of failed launches are kept. */
export interface KeptLogs {
  /**
   * Keeps the evidence under a name. Returns where, relative to the run's folder, or null where there is nothing to keep
   * or no room. Never throws.
   */
  keep(name: string, pieces: readonly Evidence[]): Promise<string | null>;
}

/** What a report is made from. */
export type ReportInput = {
  readonly run: Run;
  /** The stored run it was compared with, if any. */
  readonly baselineRun: Run | null;
  readonly assessment: Assessment;
  readonly decision: Decision;
  /** What sessions of one build against itself have shown of the run's devices; empty where none were measured. */
  readonly calibrations: readonly Calibration[];
  /** Small pictures of images whose answers changed, as data URIs, by `imageKey`; not every one has to be there. */
  readonly thumbnails: ReadonlyMap<string, string>;
  /** Logs of failed launches that lie beside the report; only these can be linked. */
  readonly logs?: ReadonlySet<string>;
};

/** What a picture of an image is found by. */
export function imageKey(dataset: string, imageId: number): string {
  return `${dataset}/${imageId}`;
}

export type ReportFile = { readonly name: string; readonly content: string };

export interface Reporter {
  readonly id: string;
  render(input: ReportInput): Promise<readonly ReportFile[]>;
}
