import type { AnswerChange } from './answer-change.ts';
import type { Provenance } from './device.ts';
import type { MetricId } from './metric.ts';
import type { Bound, ReleaseTarget } from './release-plan.ts';

/** An estimate with the ends of its interval; null ends where too little was measured for any. */
export type Level = { readonly estimate: number; readonly low: number | null; readonly high: number | null };

/** How a measured value compares with a bound. */
export type Standing = 'met' | 'notProven' | 'missed' | 'notMeasured' | 'noTarget';

/** Why a target is neither met nor missed. */
export type TargetDoubt =
  /** The phones, or the machine, that were measured do not count. */
  | { readonly kind: 'provenance'; readonly provenance: Exclude<Provenance, 'physical'> }
  | { readonly kind: 'stale' }
  | { readonly kind: 'tooFewLaunches' }
  | { readonly kind: 'crossesTarget' }
  /** Its metric was measured, on other questions than those of its dataset. */
  | { readonly kind: 'otherDataset'; readonly measured: string; readonly wanted: string }
  /** It is a change, and nothing was measured to compare with. */
  | { readonly kind: 'notCompared' }
  /** None of the phones can report its metric. */
  | { readonly kind: 'notReported' };

/** One target on one combination. */
export type TargetCell = {
  readonly target: ReleaseTarget;
  readonly bound: Bound | null;
  readonly standing: Standing;
  /** Null where it is met, missed or not asked for, and where its metric was not measured at all. */
  readonly doubt: TargetDoubt | null;
  /** That of the worst phone of the model. */
  readonly level: Level | null;
  readonly runId: string | null;
  /** What would prove it, if the estimate is true: more blocks, and their device time. Null where no number of blocks would. */
  readonly toProve: { readonly blocks: number; readonly deviceMs: number | null } | null;
};

/** A combination under one build of the operating system. */
export type CombinationScore = {
  readonly variant: string;
  readonly deviceModel: string;
  readonly deviceName: string;
  /** `26.1 (23B85)`; null where nothing was measured. */
  readonly os: string | null;
  readonly decides: boolean;
  readonly provenance: Provenance | null;
  /** Whether its numbers may meet a target. */
  readonly counts: boolean;
  readonly measuredAt: string | null;
  readonly isStale: boolean;
  readonly cells: readonly TargetCell[];
};

/** What a release is expected to have evidence of. `notCounted`: it was measured on phones that do not count. */
export type ExpectedEvidence = {
  /** `Base on iPhone 15 Pro`. */
  readonly name: string;
  /** The release needs it; null where any suite will do, which is only shown. */
  readonly suite: string | null;
  readonly standing: 'measured' | 'stale' | 'notCounted' | 'missing';
};

/** A finding that fails a run of the candidate, or would without its waiver. */
export type ReleaseFinding = {
  readonly runId: string;
  readonly message: string;
  /** Days that the waiver still holds; null without one. */
  readonly waiver: { readonly terms: string; readonly daysLeft: number } | null;
};

/** How much of its drift budget a metric has used. */
export type DriftUse = {
  readonly metric: MetricId;
  readonly budgetPercent: number;
  /** Percent for the worse since the pinned baseline; 0 where it is better, null where it was not compared. */
  readonly usedPercent: number | null;
  /** Its interval, both ends 0 or more. Null where it was not compared, and where the candidate is the pinned baseline. */
  readonly interval: { readonly lowPercent: number; readonly highPercent: number; readonly confidence: number } | null;
  /** The part of it that was lost in runs where a waiver accepts it. */
  readonly waivedPercent: number;
  /** The runs that it rests on, newest first: one compared the builds directly, several are the links of a chain. */
  readonly runIds: readonly string[];
  /**
   * `over`: the whole interval is above the budget. `open`: only its estimate is. `notApplicable`: the phones cannot report the metric.
   */
  readonly state: 'within' | 'open' | 'over' | 'notCompared' | 'notApplicable';
};

/** `0 of 1,240: at most 0.24 %`, with 95 % confidence (Clopper and Pearson, one-sided). */
export type Reliability = {
  readonly label: string;
  readonly faults: number;
  readonly launches: number;
  /** Of the launches, from 0 to 1. */
  readonly atMost: number;
};

/** The result of another tool. */
export type ExternalResult = {
  readonly label: string;
  readonly file: string;
  readonly state: 'met' | 'missed' | 'missing';
  /** `96.2 % of lines, 95 % required`; why it could not be read. */
  readonly message: string;
};

/** What would change the verdict, cheapest first; `deviceMs` is null where it needs no phone, or the time is unknown. */
export type NextStep = { readonly what: string; readonly deviceMs: number | null };

/** Whether a release may ship, with everything that the verdict follows from. */
export type Scorecard = {
  readonly product: string;
  readonly release: string;
  readonly madeAt: string;
  /** `ship`: everything that decides is met. `hold`: something is not. `undecided`: something is not proven yet. */
  readonly verdict: 'ship' | 'hold' | 'undecided';
  /** What decided, most important first. */
  readonly reasons: readonly string[];
  readonly candidate: {
    readonly version: string;
    readonly builds: readonly { readonly label: string; readonly sha256: string }[];
  };
  readonly comparedWith: readonly { readonly label: string; readonly sha256: string }[];
  /** The build at which the drift budgets were opened; null where the plan pins none. */
  readonly pinned: { readonly baseline: string; readonly label: string; readonly sha256: string } | null;
  readonly mayOverride: string;
  readonly runIds: readonly string[];
  /** Of all launches of these runs, on all devices. */
  readonly deviceMs: number;
  readonly combinations: readonly CombinationScore[];
  readonly regressions: readonly ReleaseFinding[];
  readonly waived: readonly ReleaseFinding[];
  readonly drift: readonly DriftUse[];
  readonly answers: AnswerChange | null;
  readonly reliability: readonly Reliability[];
  readonly coverage: {
    readonly planned: number;
    readonly measured: number;
    readonly expected: readonly ExpectedEvidence[];
    readonly stale: readonly string[];
    readonly missing: readonly string[];
    /** Redrawn runs of one unchanged build that the gate failed; null where there were too few launches to draw from. */
    readonly falseAlarms: { readonly failed: number; readonly runs: number; readonly atMost: number } | null;
  };
  readonly external: readonly ExternalResult[];
  readonly next: readonly NextStep[];
  /** The deciding combination against the targets of the releases after this one. */
  readonly roadmap: readonly { readonly release: string; readonly cells: readonly TargetCell[] }[];
};
