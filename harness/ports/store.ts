/** What the engine needs to keep what it measured. */
import type { Calibration } from '#harness/domain/calibration.ts';
import type { Provenance } from '#harness/domain/device.ts';
import type { Evidence } from '#harness/domain/evidence.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { Arm } from '#harness/domain/plan.ts';
import type { Run, RunHeader } from '#harness/domain/run.ts';
import type { VerdictRecord } from '#harness/domain/verdict-record.ts';

export type BaselineEntry = { readonly name: string; readonly runId: string; readonly setAt: string };

/** Who moved a baseline and why; null where nobody said. */
export type MoveReason = { readonly by?: string | null; readonly why?: string | null };

/** One change of a baseline; `runId` is null where the name was removed. */
export type BaselineMove = {
  readonly name: string;
  readonly runId: string | null;
  readonly at: string;
  readonly by: string | null;
  readonly why: string | null;
};

/** One number for one launch, in the metric's unit. */
export type LaunchValue = {
  readonly deviceId: string;
  readonly passId: string;
  readonly metric: string;
  readonly arm: Arm;
  readonly block: number;
  readonly value: number;
};

/** The numbers of a run's launches that count; a store keeps them so that they can be looked at over time. */
export type LaunchValuesOf = (run: Run) => readonly LaunchValue[];

/** What values can be compared over time: one metric of one pass on one model of device, asked the same. */
export type Lane = {
  readonly id: number;
  readonly deviceModel: string;
  readonly provenance: Provenance;
  readonly suiteId: string;
  readonly suiteVersion: number;
  readonly passId: string;
  /** Hash of what the app is asked. */
  readonly workload: string;
  readonly metric: string;
};

export type LaneValue = Omit<LaunchValue, 'passId' | 'metric'> & {
  readonly laneId: number;
  readonly runId: string;
};

/** Which series are wanted: all of a suite's newest runs, where nothing else is named. */
export type HistoryFilter = {
  readonly suiteId: string;
  /** How many of its newest runs, 1 or more. */
  readonly runs: number;
  /** Of this branch of the app; null for runs that name none. */
  readonly branch?: string | null;
  /** The id of a run that counts whatever its branch is. */
  readonly andRun?: string;
  /** None that began after this moment, in ISO 8601. */
  readonly until?: string;
  readonly metric?: string;
  /** A model of device, or the id of one device. */
  readonly device?: string;
};

/** How the candidates of a suite's runs did over time. */
export type History = {
  /** Oldest first. */
  readonly runs: readonly HistoryRun[];
  /** By lane and device; those without a point in these runs are left out. */
  readonly series: readonly Series[];
};

export type HistoryRun = Pick<RunEntry, 'id' | 'startedAt' | 'candidateLabel' | 'commit' | 'branch' | 'isComplete'>;

/** One lane on one device, in the order of the runs. */
export type Series = { readonly lane: Lane; readonly deviceId: string; readonly points: readonly SeriesPoint[] };

/** What one session measured of a candidate. */
export type SeriesPoint = {
  readonly runId: string;
  /** Null where the run does not say. */
  readonly osBuild: string | null;
  /** The median of its launches, in the metric's unit; of answers their mean. */
  readonly level: number;
  /** 90 % interval of that median; null ends of fewer than five launches, and of answers, which are the same in each launch. */
  readonly low: number | null;
  readonly high: number | null;
  readonly launches: number;
};

/** Where the level of a series changed. */
export type LevelChange = {
  /** Of the first point at the new level, counted from 0. */
  readonly index: number;
  /** Medians of the points back to the change before this one and on to the next one, in the metric's unit. */
  readonly before: number;
  readonly after: number;
};

export type WithChanges<One extends Series> = One & { readonly changes: readonly LevelChange[] };

/** How a suite moved on one branch up to a run, which may be of another branch, and where names of baselines were set. */
export type Trend = Pick<History, 'runs'> & {
  /** Null where the runs name none. */
  readonly branch: string | null;
  readonly series: readonly WithChanges<Series>[];
  readonly baselines: readonly Pick<BaselineEntry, 'name' | 'runId'>[];
};

/** What became of a run that was stored: `known` was there as it is, `differs` is there with other content, which stays. */
export type SavedAs = 'added' | 'replaced' | 'known' | 'differs';

/** What a store holds; `bytes` is null where the database does not say what it takes. */
export type StoreInfo = {
  readonly name: string;
  readonly version: number;
  readonly bytes: number | null;
  readonly runs: number;
  readonly launches: number;
  readonly lanes: number;
  readonly values: number;
  readonly baselines: number;
  readonly calibrations: number;
  readonly verdicts: number;
  /** Start of the oldest and of the newest run; null in a store without runs. */
  readonly oldest: string | null;
  readonly newest: string | null;
};

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
  readonly launches: number;
  /** Models of its devices, each once, sorted. */
  readonly deviceModels: readonly string[];
  /** The policy that it was measured under; null of runs that kept none. */
  readonly policy: string | null;
  /** The change that it measured; null where it is not known. */
  readonly commit: string | null;
  readonly branch: string | null;
  readonly pullRequest: number | null;
  /** The last decision against its own baseline under each policy that judged it, by the policy's name. */
  readonly decisions: readonly {
    readonly policy: string;
    readonly decision: string;
    /** That waivers accept findings which would count otherwise; missing where none do. */
    readonly isWaived?: true;
  }[];
};

/** Which calibrations are meant; all of them where a field is left out. */
export type CalibrationFilter = {
  readonly deviceIds?: readonly string[];
  readonly suiteId?: string;
  /** Whether those that newer ones took the place of are wanted too. */
  readonly isHistoryWanted?: boolean;
};

/** Called while an older store is brought to this version: how much of it is, counted in runs or lanes. */
export type OnMigrating = (done: number, of: number) => void;

/** `writeIfPossible` falls back to `read` where the file may not be written to; writes throw STORE_READ_ONLY then. */
export type StoreAccess = 'read' | 'write' | 'writeIfPossible';

/** A column, or a whole row, that says something else than the body that it was taken from. Null where one of them has none. */
export type UnlikeColumn = {
  readonly table: string;
  /** What distinguishes the row from others of the run. */
  readonly row: string;
  readonly column: string;
  readonly inColumn: string | null;
  readonly inBody: string | null;
};

export interface RunStore {
  /** Storing a complete run a second time changes nothing; an incomplete one gives way to what became of it. */
  save(run: Run): Promise<SavedAs>;
  load(id: string): Promise<Run | null>;
  /** What a run began with, without reading its launches; null where it is not there. */
  header(id: string): Promise<RunHeader | null>;
  /** Newest first. */
  list(): Promise<readonly RunEntry[]>;
  /** The runs of a suite that have this build as their candidate, by id, newest first. */
  sessionsOf(buildId: string, suiteId: string): Promise<readonly string[]>;
  /** When the last run on each of these devices ended, as an ISO moment; devices that no run measured are left out. */
  lastUse(deviceIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /**
   * Points a name at a run. With `expected`, the run that the name is to point at now or null for a new name, it throws USAGE
   * when that is no longer so.
   */
  setBaseline(
    name: string,
    runId: string,
    at: Date,
    reason?: MoveReason & { readonly expected?: string | null },
  ): Promise<void>;
  /** Removes the name; its run stays. */
  removeBaseline(name: string, at: Date, reason?: MoveReason): Promise<void>;
  /** Removes a run with the verdicts on it. The caller sees to it that no baseline names it. */
  removeRun(id: string): Promise<void>;
  baseline(name: string): Promise<BaselineEntry | null>;
  baselines(): Promise<readonly BaselineEntry[]>;
  /** Every change of a baseline, or of all of them, first to last. */
  baselineMoves(name?: string): Promise<readonly BaselineMove[]>;
  /** Earlier calibrations of the same device, suite, pass and metric stay. */
  saveCalibrations(calibrations: readonly Calibration[]): Promise<void>;
  /** Newest first. */
  calibrations(filter: CalibrationFilter): Promise<readonly Calibration[]>;
  /** Takes the place of what was said before of the same run, against the same baseline, under the same policy. */
  saveVerdicts(record: VerdictRecord): Promise<void>;
  verdicts(runId: string): Promise<readonly VerdictRecord[]>;
  /** Where lists and searches would show something else of a run, and of the verdicts on it, than their bodies say. */
  unlikeColumns(runId: string): Promise<readonly UnlikeColumn[]>;
  lanes(): Promise<readonly Lane[]>;
  /** The values of lanes, lane by lane and run by run; `list` has when the runs began. */
  laneValues(laneIds: readonly number[]): Promise<readonly LaneValue[]>;
  history(filter: HistoryFilter): Promise<History>;
  info(): Promise<StoreInfo>;
  /** Gives the space of removed runs back to the disk, where the database does not do so by itself. */
  shrink(): Promise<void>;
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
