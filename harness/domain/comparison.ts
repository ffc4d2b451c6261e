import type { MetricId } from './metric.ts';
import type { Arm } from './plan.ts';
import type { Margin } from './suite.ts';

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
  /** Null bounds where too few launches allow none. Of accuracy and agreement it is the mean over all questions. */
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
  /** Launches of another phone of the model cannot tell a change from what the two phones differ by. */
  | 'otherUnit'
  /** The interval and its robust check point to different verdicts. */
  | 'methodsDisagree'
  /** More launches of the candidate than of the baseline are far worse than the rest of their build. */
  | 'farOutLaunches'
  /** The values come in steps so large that no number of launches would decide it. */
  | 'tooCoarse'
  /** More launches of one arm were excluded than of the other. */
  | 'differentialInvalidation'
  /** Energy of at least one launch comes from the charge of the battery, which counts in coarse steps. */
  | 'coarseEnergy'
  /** Phones of one model differ by more than their noise: their mean stands for none of them. */
  | 'unitsDisagree';

/** Launches of each arm that are far worse than the middle of their arm: beyond the noise and beyond the margin. */
export type OutlierCounts = {
  readonly baseline: number;
  readonly candidate: number;
  /** Of each arm. */
  readonly launches: number;
};

/** What a verdict rests on. */
export type Evidence = {
  /** Blocks (remeasured), the smaller number of launches an arm (stored), or questions (accuracy). */
  readonly n: number;
  readonly method: Method;
  /** The robust check of the interval, on the scale of the change. */
  readonly robust: Interval | null;
  /** One-sided p of "no worse than the margin", corrected for the looks taken. */
  readonly pRegression: number | null;
  /** The chance, 0 to 1, that as many launches of an unchanged build would have shown it to be within the margin. */
  readonly power: number | null;
  /** The smallest change this many launches would have distinguished from none with 80 % power. */
  readonly minimalDetectable: number | null;
  /** Lag-1 autocorrelation of neighbouring blocks, for which the interval is widened; 0 where it was not noticed. */
  readonly lag1: number;
  /** Null where launches are not compared in blocks. */
  readonly farOut: OutlierCounts | null;
  /** Which of the looks at the blocks the verdict is of, from 1, and how many were planned; null where only one was. */
  readonly look: { readonly number: number; readonly of: number } | null;
  /** Device time of all launches behind it, both arms; shared with the other metrics of those launches. */
  readonly deviceMinutes: number;
};

/** How an interval came about. */
export type Method =
  /** Both arms as two samples, by ranks: Hodges and Lehmann's shift with the interval of Mann and Whitney's test. */
  | 'two-sample-ranks'
  /** Student's t of the mean of the blocks' differences without the fifth at either end. */
  | 'paired-trimmed-t'
  /** Student's t of the blocks' differences. */
  | 'paired-t'
  /** Student's t of the mean over the phones of a model, with Satterthwaite's degrees of freedom. */
  | 'mean-of-phones'
  /** Welch's t of the launches, widened by the worst session effect. */
  | 'welch-t'
  /** Student's t with the variance between sessions of the baseline build, from several stored runs of it. */
  | 'sessions-t'
  /** The same with the variance between sessions from a calibration of the device. */
  | 'calibrated-t'
  | 'paired-questions'
  /** Without chance: equal outputs, or values that do not vary. */
  | 'identity';

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
  /**
   * Candidate against baseline, positive when the number grew, whichever way is better. Null where nothing can be said.
   */
  readonly change: Interval | null;
  /** The change that is still none, on the same scale, positive. */
  readonly margin: number;
  readonly severity: Margin['severity'];
  readonly verdict: Verdict;
  readonly evidence: Evidence;
};

/**
 * One metric of one pass on all phones of one model, of which the run has at least two: the mean of the phones, each of
 * which counts alike (fixed effects). Phones that were lost too soon, or do not report the metric, have no part in it, so that
 * it may rest on one. It says nothing of phones that were not measured.
 */
export type DeviceModelComparison = Pick<
  Comparison,
  'passId' | 'metric' | 'scale' | 'change' | 'margin' | 'severity' | 'verdict' | 'evidence'
> & {
  /** Hardware identifier, e.g. `iPhone17,1`. */
  readonly deviceModel: string;
  /** The phones that it rests on. */
  readonly deviceIds: readonly string[];
  /** Whether the phones differ by more than their noise: Welch's F; null where a phone has no spread. */
  readonly heterogeneity: {
    readonly f: number;
    readonly degreesOfFreedom: { readonly between: number; readonly within: number };
    readonly p: number;
  } | null;
};
