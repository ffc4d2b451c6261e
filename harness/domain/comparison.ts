import type { Build } from './build.ts';
import type { MetricId } from './metric.ts';
import type { Margin, Suite } from './suite.ts';
import type { Arm } from './plan.ts';
import type { Device } from './device.ts';

/** An estimate with its bounds. `confidence` is two-sided: 0.9 leaves 5 % below and 5 % above. */
export type Interval = {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
};

/** One metric of one arm on one device: a value a launch, and their median. */
export type ArmSummary = {
  readonly deviceId: string;
  readonly passId: string;
  readonly metric: MetricId;
  readonly arm: Arm;
  /** One value a launch, in the metric's unit, in the order they were measured. */
  readonly values: readonly number[];
  /** Null bounds where too few launches allow none. */
  readonly median: { readonly estimate: number; readonly low: number | null; readonly high: number | null };
};

/** How the two arms met: interleaved in one session, or now against launches stored earlier. */
export type Design = 'remeasured' | 'stored';

/** What the interval of a change says, with the margin around none. */
export type Verdict =
  /** The whole interval lies beyond the margin. */
  | { readonly kind: 'regression' }
  /** Worse than no change, but within the margin. */
  | { readonly kind: 'drift' }
  | { readonly kind: 'noRegression' }
  /** Better by more than the margin. */
  | { readonly kind: 'improvement' }
  | { readonly kind: 'inconclusive'; readonly reason: InconclusiveReason };

/** What kept a comparison from a verdict. */
export type InconclusiveReason =
  | 'tooFewLaunches'
  | 'straddlesMargin'
  /** One stored session cannot tell a change from the luck of that day. */
  | 'oneSession'
  /** The interval and its robust check point to different verdicts. */
  | 'methodsDisagree'
  /** More launches of one arm were thrown away than of the other. */
  | 'differentialInvalidation';

/** What a verdict rests on. */
export type Evidence = {
  /** Blocks (remeasured), the smaller number of launches an arm (stored), or questions (accuracy). */
  readonly n: number;
  readonly method: 'paired-t' | 'welch-t' | 'paired-questions' | 'identity';
  /** Seeded bootstrap over launches, the robust check of the interval. */
  readonly bootstrap: Interval | null;
  /** One-sided p of "no worse than the margin". */
  readonly pRegression: number | null;
  /** The smallest change this many launches would have told from none with 80 % power. */
  readonly minimalDetectable: number | null;
};

/** One metric of one pass on one device, candidate against baseline. */
export type Comparison = {
  readonly deviceId: string;
  readonly passId: string;
  readonly metric: MetricId;
  readonly design: Design;
  readonly baseline: ArmSummary;
  readonly candidate: ArmSummary;
  /** `relative`: change and margin are fractions of the baseline. `absolute`: they are in the metric's unit. */
  readonly scale: 'relative' | 'absolute';
  /** Candidate against baseline, positive when the number grew, whichever way is better. Null where nothing can be said. */
  readonly change: Interval | null;
  /** The change that is still none, on the same scale, positive. */
  readonly margin: number;
  readonly severity: Margin['severity'];
  readonly verdict: Verdict;
  readonly evidence: Evidence;
};

/** A doubt about a result that travels with it. */
export type Warning = { readonly code: WarningCode; readonly message: string };

export type WarningCode =
  | 'virtualProvenance'
  | 'sameBuild'
  | 'outputsChanged'
  | 'notSteady'
  | 'launchesInvalid'
  | 'launchesFailed'
  | 'runIncomplete'
  | 'storedBaseline'
  | 'comparabilityRelaxed'
  | 'deviceWarm';

/** A crash, hang or wrong result that counts against a build. */
export type ProductFault = {
  readonly deviceId: string;
  readonly passId: string;
  readonly arm: Arm;
  readonly code: string;
  readonly message: string;
};

/** How the answers of two builds differ, question by question, on one device. */
export type AnswerChange = {
  readonly deviceId: string;
  readonly passId: string;
  readonly questions: number;
  /** Questions with other output tokens. */
  readonly changed: number;
  /** Changed questions whose score rose or fell. */
  readonly better: number;
  readonly worse: number;
};

/** Everything that can be said about a run without a phone. */
export type Assessment = {
  readonly runId: string;
  readonly suite: Suite;
  readonly devices: readonly Device[];
  /** False when a device was lost: what is said here rests on a part of what was planned. */
  readonly isComplete: boolean;
  readonly candidate: Build;
  /** Null when the run was measured alone. */
  readonly baseline: { readonly build: Build; readonly runId: string; readonly design: Design } | null;
  readonly summaries: readonly ArmSummary[];
  readonly comparisons: readonly Comparison[];
  readonly answerChanges: readonly AnswerChange[];
  readonly productFaults: readonly ProductFault[];
  readonly warnings: readonly Warning[];
};
