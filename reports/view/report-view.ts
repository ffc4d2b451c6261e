import type { Verdict } from '#harness/domain/comparison.ts';
import type { Arm } from '#harness/domain/plan.ts';
import type { Provenance } from '#harness/domain/device.ts';
import type { MetricId } from '#harness/domain/metric.ts';

/**
 * A report before it has a format: every number is already text, every list is in reading order, every sentence is
 * built. Formats lay it out and escape it; they neither compute nor round. Only charts get numbers, in the unit shown.
 */
export type ReportView = {
  readonly title: string;
  readonly subtitle: string;
  readonly runId: string;
  readonly measuredAt: string;
  readonly measuredFor: string;
  readonly provenance: ProvenanceView;
  readonly decision: DecisionView;
  readonly facts: readonly Fact[];
  readonly builds: BuildsView;
  readonly hasBaseline: boolean;
  /** `90 % interval`. */
  readonly intervalName: string;
  /** How a change is reckoned, and why it is not the ratio of two medians; empty without a baseline. */
  readonly changeMeaning: string;
  readonly devices: readonly DeviceView[];
  readonly answers: readonly AnswersView[];
  /** Says in which passes no answer changed; null when there is none. */
  readonly unchangedAnswers: string | null;
  readonly faults: readonly FaultView[];
  readonly warnings: readonly WarningView[];
  readonly method: MethodView;
  readonly environment: readonly Fact[];
  readonly glossary: readonly GlossaryEntry[];
  readonly raw: RawNumbers;
};

/** What a word means at a glance; formats may colour it, and always print the word and its sign too. */
export type Tone = 'good' | 'bad' | 'unsure' | 'notice' | 'neutral';

export type Fact = { readonly label: string; readonly value: string };

/** `badge` is null where numbers come from real phones and need no mark. */
export type ProvenanceView = {
  readonly kind: Provenance;
  readonly badge: string | null;
  readonly sentence: string | null;
};

export type DecisionView = {
  readonly kind: 'pass' | 'fail' | 'inconclusive';
  readonly word: 'PASS' | 'FAIL' | 'INCONCLUSIVE';
  readonly sign: string;
  readonly tone: Tone;
  /** Why, in one sentence. */
  readonly sentence: string;
  readonly policy: string;
  readonly reasons: readonly ReasonView[];
  readonly notes: readonly ReasonView[];
};

export type ReasonView = {
  readonly kind: string;
  readonly sign: string;
  readonly tone: Tone;
  readonly title: string;
  /** Device and provenance; null where the reason is about the whole run. */
  readonly where: string | null;
  readonly detail: string;
  /** The phases that it comes from, each with its own change. */
  readonly phases: readonly Fact[];
};

export type BuildView = {
  readonly role: string;
  readonly label: string;
  readonly version: string;
  readonly bundleId: string;
  readonly artefactHash: string;
  readonly binaryUuid: string;
  readonly size: string;
};

export type ModelFileView = {
  readonly name: string;
  readonly baseline: string;
  readonly candidate: string;
  readonly state: 'changed' | 'added' | 'removed';
};

export type BuildsView = {
  readonly builds: readonly BuildView[];
  readonly modelFiles: readonly ModelFileView[];
  readonly sentence: string;
};

export type VerdictView = {
  /** What it is counted and sorted as. */
  readonly kind: Verdict['kind'] | 'unconfirmed';
  readonly word: string;
  readonly sign: string;
  readonly tone: Tone;
  readonly explanation: string;
};

/** `interval` is empty where too few launches allow none. */
export type MedianView = { readonly median: string; readonly interval: string };

/** What a verdict rests on. */
export type EvidenceView = {
  readonly sample: string;
  readonly method: string;
  /** The interval of the robust check. */
  readonly robust: string;
  /** One-sided p of “no worse than the margin”. */
  readonly p: string;
  readonly detectable: string;
};

export type ComparisonRow = {
  readonly metric: MetricId;
  readonly label: string;
  readonly pass: string;
  readonly role: 'primary' | 'phase' | 'secondary';
  readonly better: string;
  readonly baseline: MedianView;
  readonly candidate: MedianView;
  readonly change: string;
  readonly margin: string;
  readonly isBlocking: boolean;
  readonly verdict: VerdictView;
  readonly evidence: EvidenceView;
};

/** A metric of a run that was measured alone. */
export type MeasurementRow = {
  readonly metric: MetricId;
  readonly label: string;
  readonly pass: string;
  readonly role: 'primary' | 'phase' | 'secondary';
  readonly median: MedianView;
  readonly launches: string;
};

/** Intervals in multiples of their own margin, turned so that larger is worse: 1 is the margin. */
export type ForestRow = {
  readonly label: string;
  readonly text: string;
  readonly tone: Tone;
  readonly sign: string;
  readonly low: number;
  readonly estimate: number;
  readonly high: number;
};

export type ForestView = { readonly rows: readonly ForestRow[]; readonly reach: number; readonly description: string };

export type PhaseBar = { readonly arm: string; readonly phase: string; readonly order: number; readonly value: number };

export type PhasesView = {
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
  readonly title: string;
  readonly unit: string;
  readonly points: readonly LaunchPoint[];
  readonly medians: readonly { readonly arm: Arm; readonly value: number }[];
  readonly description: string;
};

export type StatePoint = {
  readonly minute: number;
  readonly batteryPercent: number | null;
  readonly temperatureC: number | null;
  readonly thermal: string;
};

export type StateView = {
  readonly points: readonly StatePoint[];
  readonly facts: readonly Fact[];
  readonly description: string;
};

export type UnusedLaunch = { readonly launch: string; readonly why: string; readonly message: string };

export type DeviceView = {
  /** Safe for an HTML id. */
  readonly anchor: string;
  readonly label: string;
  readonly description: string;
  readonly provenance: ProvenanceView;
  readonly launches: string;
  /** Why there are no numbers; null where there are. */
  readonly absence: string | null;
  readonly comparisons: readonly ComparisonRow[];
  readonly measurements: readonly MeasurementRow[];
  readonly forest: ForestView | null;
  readonly phases: readonly PhasesView[];
  readonly launchPlots: readonly LaunchesView[];
  readonly state: StateView | null;
  readonly unusedLaunches: readonly UnusedLaunch[];
  readonly values: readonly RawRow[];
};

/** Values of one arm in the order they were measured, as text in one unit. */
export type RawRow = {
  readonly label: string;
  readonly pass: string;
  readonly arm: string;
  readonly unit: string;
  readonly values: string;
};

export type AnswersView = {
  readonly device: string;
  readonly badge: string | null;
  readonly pass: string;
  readonly questions: string;
  readonly isChanged: boolean;
  readonly changed: string;
  readonly better: string;
  readonly worse: string;
  readonly sentence: string;
  readonly examples: readonly AnswerExample[];
};

export type AnswerExample = {
  readonly question: string;
  readonly baseline: string;
  readonly candidate: string;
  /** Null where there are no reference answers. */
  readonly score: string | null;
};

type FaultView = {
  readonly device: string;
  readonly badge: string | null;
  readonly pass: string;
  readonly arm: string;
  readonly code: string;
  readonly message: string;
};

type WarningView = { readonly title: string; readonly explanation: string; readonly message: string };

export type MethodView = {
  readonly facts: readonly Fact[];
  readonly passes: readonly { readonly title: string; readonly summary: string; readonly facts: readonly Fact[] }[];
};

export type GlossaryEntry = { readonly term: string; readonly meaning: string };

/** The unrounded values in base units, to be carried along by a format that can. */
export type RawNumbers = {
  readonly schemaVersion: 1;
  readonly runId: string;
  readonly provenance: Provenance;
  readonly rows: readonly {
    readonly device: string;
    readonly provenance: Provenance;
    readonly pass: string;
    readonly metric: MetricId;
    readonly unit: string;
    readonly arm: Arm;
    readonly values: readonly number[];
  }[];
};
