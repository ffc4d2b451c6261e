import type { Arm } from '#harness/domain/plan.ts';
import type { Provenance } from '#harness/domain/device.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { AttributionView } from './attributions-view.ts';
import type { AnswersView } from './answers-view.ts';
import type { CalibrationView } from './calibration.ts';
import type { LooksView, StateView } from './chart-view.ts';
import type { ComparisonRow, MeasurementRow, DeviceModelView } from './comparison-view.ts';
import type { Fact, Tone } from './fact.ts';
import type { HintView } from './hints-view.ts';
import type { MatrixView } from './matrix-view.ts';
import type { MetricDetails } from './metric-details-view.ts';
import type { MetricFinding } from './metric-finding-view.ts';
import type { ModelChangeView } from './model-change-view.ts';
import type { SettingChange } from '#harness/explain/setting-changes.ts';
import type { StepView } from './step-view.ts';
import type { OperatorsView } from './operators-view.ts';
import type { SummaryView } from './summary-view.ts';

/**
 * A report before it has a format: every number is already text, every list is in reading order, every sentence is
 * built. Formats lay it out and escape it; they neither compute nor round. Only charts get numbers, in the unit shown.
 */
export type ReportView = {
  readonly title: string;
  readonly subtitle: string;
  /** A sentence for each pass that forces a thermal state. */
  readonly forced: readonly string[];
  readonly runId: string;
  readonly measuredAt: string;
  readonly measuredFor: string;
  readonly provenance: ProvenanceView;
  readonly decision: DecisionView;
  readonly summary: SummaryView;
  /** Every metric on every phone. */
  readonly matrix: MatrixView;
  /** What can be done now, the most helpful first. */
  readonly next: readonly StepView[];
  /** Metrics that need a person, what blocks first, then by how bad they may be. */
  readonly findings: readonly MetricFinding[];
  /** A metric of a pass each, in the order of the matrix. */
  readonly metrics: readonly MetricDetails[];
  readonly facts: readonly Fact[];
  readonly builds: BuildsView;
  /** Null where nothing is compared. */
  readonly modelChange: ModelChangeView | null;
  readonly hasBaseline: boolean;
  /** `90 % interval`, or `interval of at least 90 %` where they differ. */
  readonly intervalName: string;
  /** Whether each change must say its own confidence, because `intervalName` cannot. */
  readonly isConfidenceMixed: boolean;
  /** How a change is reckoned, and why it is not the ratio of two medians; empty without a baseline. */
  readonly changeMeaning: string;
  /** What the columns of the evidence mean; empty without a baseline. */
  readonly evidenceMeaning: string;
  /** Device minutes that looks saved, which is one of `facts` too; null where no pass may stop early. */
  readonly savings: Fact | null;
  readonly deviceModels: readonly DeviceModelView[];
  /** What a mean over phones says and does not say; empty without models. */
  readonly deviceModelMeaning: string;
  readonly devices: readonly DeviceView[];
  /** Where to look for what got worse; empty where nothing surely did. */
  readonly hints: readonly HintView[];
  /** What differs beside it, and on which questions it shows; empty where nothing surely got worse. */
  readonly attributions: readonly AttributionView[];
  /** Empty where no time got worse that a model graph takes, or nobody could look. */
  readonly operators: readonly OperatorsView[];
  /** Where answers changed. */
  readonly answers: readonly AnswersView[];
  /** Data URIs of the images that rows of `answers` show, by their place. */
  readonly pictures: readonly string[];
  /** Says in which passes no answer changed; null when there is none. */
  readonly unchangedAnswers: string | null;
  readonly faults: readonly FaultView[];
  /** Null where no launch shows how often a build fails. */
  readonly faultRates: FaultRatesView | null;
  readonly warnings: readonly WarningView[];
  readonly method: MethodView;
  readonly environment: readonly Fact[];
  readonly glossary: readonly GlossaryEntry[];
  readonly raw: RawNumbers;
};

/** `badge` is null where numbers come from real phones and need no mark. */
export type ProvenanceView = {
  readonly kind: Provenance;
  readonly badge: string | null;
  readonly sentence: string | null;
};

export type DecisionView = {
  readonly kind: 'pass' | 'fail' | 'inconclusive';
  /** `MEASURED`: nothing was compared, so that nothing could fail. The machine's word for that is `pass`. */
  readonly word: 'PASS' | 'MEASURED' | 'FAIL' | 'INCONCLUSIVE';
  readonly sign: string;
  readonly tone: Tone;
  /** Why, in one sentence. */
  readonly sentence: string;
  /** By what: the policy with what it does, and the file of waivers where there was one. */
  readonly policy: string;
  /** What the policy does with doubts and with numbers of no iPhone, with its exceptions. */
  readonly policyMeaning: string;
  /** Which metrics that decide by themselves the suite does not measure; null where there is none or nothing passed. */
  readonly unmeasured: string | null;
  readonly reasons: readonly ReasonView[];
  /** What is worth knowing of the run and is about no metric. */
  readonly notes: readonly ReasonView[];
  /** What is worth knowing of metrics, the worst first. */
  readonly findings: readonly FindingRow[];
};

/** A metric that decided nothing and is worth knowing. */
export type FindingRow = {
  readonly sign: string;
  readonly tone: Tone;
  readonly verdict: string;
  readonly metric: string;
  /** Device or model, and provenance. */
  readonly where: string;
  readonly change: string;
  /** `98.9 %`; empty where the change has no interval. */
  readonly confidence: string;
  readonly margin: string;
  readonly why: string;
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

export type BuildIdentityRow = { readonly term: string; readonly text: string; readonly isHash: boolean };

export type BuildView = {
  readonly role: string;
  readonly label: string;
  readonly version: string;
  readonly artefactHash: string;
  /** What its platform knows it by. */
  readonly identity: readonly BuildIdentityRow[];
  /** Null where the package names none. */
  readonly toolchain: string | null;
  readonly size: string;
};

export type ModelFileView = {
  readonly name: string;
  readonly baseline: string;
  readonly candidate: string;
  readonly state: 'changed' | 'added' | 'removed';
};

/** One thing that is the same in both builds, or is not. */
export type BuildDifference = {
  readonly state: 'same' | 'changed' | 'added' | 'removed' | 'version';
  readonly what: string;
  /** `350 B → 355 B`; of a hash its first characters. */
  readonly detail: string;
  readonly isHash: boolean;
};

export type BuildsView = {
  readonly builds: readonly BuildView[];
  /** What differs, and how much does not; empty without a baseline. */
  readonly differences: readonly BuildDifference[];
  /** Values of small JSON files that differ, the first of them. */
  readonly settings: readonly SettingChange[];
  /** How many more there are; empty where these are all. */
  readonly moreSettings: string;
  readonly modelFiles: readonly ModelFileView[];
  readonly sentence: string;
};

export type UnusedLaunch = {
  readonly launch: string;
  readonly why: string;
  readonly message: string;
  /** Where the code of its fault is explained; null where it has none. */
  readonly guide: string | null;
  /** Where its log was kept, relative to the run's folder; null where it was not. */
  readonly log: { readonly path: string; readonly isBesideReport: boolean } | null;
};

export type DeviceView = {
  /** Safe for an HTML id. */
  readonly anchor: string;
  /** That of its column in the matrix; empty for the further phones of a model. */
  readonly columnAnchor: string;
  readonly label: string;
  readonly description: string;
  readonly provenance: ProvenanceView;
  readonly launches: string;
  /** Which planned launches are missing and why; null where none is. */
  readonly missing: string | null;
  /** What powered it while it was measured; null where it did not report it. */
  readonly supply: string | null;
  /** How its energy was read and how far it may be off; null where none was asked for. */
  readonly energy: string | null;
  /** Why there are no numbers; null where there are. */
  readonly absence: string | null;
  readonly comparisons: readonly ComparisonRow[];
  readonly measurements: readonly MeasurementRow[];
  readonly looks: readonly LooksView[];
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

export type FaultView = {
  readonly device: string;
  readonly badge: string | null;
  readonly pass: string;
  readonly arm: string;
  /** With how often it came there, where that is more than once. */
  readonly code: string;
  /** Where the code is explained: `docs/troubleshooting.md#crash`. */
  readonly guide: string;
  readonly message: string;
};

export type FaultRatesView = {
  /** `3 of 25 launches of the candidate crashed, 1 of 25 of the baseline (p 0.302).` */
  readonly sentence: string;
  /** What p means; empty where there is none. */
  readonly explanation: string;
  /** The passes on devices in which a build failed: `3 of 25 (12 %)`. */
  readonly rows: readonly {
    readonly device: string;
    readonly pass: string;
    readonly candidate: string;
    readonly baseline: string;
  }[];
};

/** All warnings of one kind, with what each was found in. */
export type WarningView = {
  readonly title: string;
  readonly explanation: string;
  readonly messages: readonly string[];
};

export type MethodView = {
  /** What was asked, and which evaluator scored it; among `facts` too. */
  readonly datasets: readonly Fact[];
  readonly facts: readonly Fact[];
  /** How verdicts and the decision come about; empty without a baseline. */
  readonly rules: readonly Fact[];
  /** False alarms that were measured, a device each; empty without a baseline. */
  readonly calibrations: readonly CalibrationView[];
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
