import type { MetricId } from '#harness/domain/metric.ts';
import type { Arm } from '#harness/domain/plan.ts';
import type { SeriesText } from '#harness/text/series.ts';
import type { Fact } from './fact.ts';

export type PhaseBar = { readonly arm: string; readonly phase: string; readonly order: number; readonly value: number };

export type PhasesView = {
  /** As the suite names it: to find it by, never to print. */
  readonly passId: string;
  readonly title: string;
  readonly unit: string;
  readonly bars: readonly PhaseBar[];
  readonly totals: readonly Fact[];
  /** The bars as a table: a row a phase, a value an arm. */
  readonly arms: readonly string[];
  readonly rows: readonly { readonly phase: string; readonly order: number; readonly values: readonly string[] }[];
  readonly description: string;
};

type LaunchPoint = { readonly arm: Arm; readonly position: number; readonly value: number };

export type LaunchesView = {
  readonly metric: MetricId;
  /** As of phases. */
  readonly passId: string;
  readonly title: string;
  readonly unit: string;
  readonly points: readonly LaunchPoint[];
  readonly medians: readonly { readonly arm: Arm; readonly value: number }[];
  readonly description: string;
};

/** How fast launches answer while they last: the middle one of each arm, between the slowest and the fastest. */
export type ThroughputView = {
  /** As of phases. */
  readonly passId: string;
  readonly title: string;
  readonly unit: string;
  readonly timeUnit: string;
  readonly points: readonly {
    readonly arm: Arm;
    readonly at: number;
    readonly least: number;
    readonly middle: number;
    readonly most: number;
  }[];
  readonly description: string;
};

/** What the app's process holds at each phase of a launch: the median of the launches of each arm. */
export type FootprintView = {
  readonly unit: string;
  readonly arms: readonly Arm[];
  readonly armWords: readonly string[];
  /** A value and a text for each arm; null where an arm reports none. */
  readonly phases: readonly {
    readonly phase: string;
    readonly values: readonly (number | null)[];
    readonly texts: readonly string[];
  }[];
  readonly description: string;
};

/** How a metric moved over the stored runs. */
export type TrendView = {
  readonly unit: string;
  /** The days of the first and of the last run. */
  readonly from: string;
  readonly to: string;
  /** One a run, oldest first; null ends where there is no interval. */
  readonly points: readonly {
    readonly value: number;
    readonly low: number | null;
    readonly high: number | null;
    /** Of the run that is reported. */
    readonly isOwn: boolean;
  }[];
  /** Of the first run with another system build, counted from 0. */
  readonly breaks: readonly number[];
  /** Runs that a baseline was set to, counted from 0. */
  readonly baselines: readonly { readonly position: number; readonly name: string }[];
  /** Between changes of the level, where there is one: from which run to which, counted from 0, and the median. */
  readonly levels: readonly { readonly from: number; readonly to: number; readonly value: number }[];
  /** Each change in words: `run 21 (2026-02-20): 136.3 → 150.6 ms, +10.5 %`. */
  readonly levelChanges: readonly string[];
  readonly series: SeriesText;
  readonly description: string;
};

export type StatePoint = {
  readonly minute: number;
  readonly batteryPercent: number | null;
  readonly temperatureC: number | null;
  readonly thermal: string | null;
};

export type StateView = {
  readonly points: readonly StatePoint[];
  readonly facts: readonly Fact[];
  readonly description: string;
};

export type LookMark = { readonly blocks: number; readonly kind: 'undecided' | 'decided' | 'notTaken' };

/** The planned blocks of one pass as a strip: the measured part filled, the looks marked. */
export type LooksView = {
  readonly pass: string;
  readonly blocksPlanned: number;
  readonly blocksMeasured: number;
  readonly marks: readonly LookMark[];
  /** `12 of 24 blocks`. */
  readonly measured: string;
  /** Why it ended there. */
  readonly outcome: string;
  /** `3.1 min` of device time; null where none was saved. */
  readonly saved: string | null;
  /** Each look with what it left undecided. */
  readonly steps: readonly Fact[];
  readonly description: string;
};
