import type { AnswerChange } from './answer-change.ts';
import type { Build } from './build.ts';
import type { ArmSummary, Comparison, Design, DeviceModelComparison } from './comparison.ts';
import type { ComputeUnitsChange } from './compute-units.ts';
import type { SlotCounts } from './count-slots.ts';
import type { Device } from './device.ts';
import type { FaultCount, FaultRates } from './fault-rates.ts';
import type { StoppedEarly } from './measured-part.ts';
import type { MetricId } from './metric.ts';
import type { ModelChange } from './model-change.ts';
import type { OperatorChanges } from './operator-change.ts';
import type { Arm } from './plan.ts';
import type { Suite } from './suite.ts';
import type { ThroughputCourse } from './throughput-course.ts';
import type { Warning } from './warning.ts';

/** What became of the slots of one arm, and whether what was measured is enough for a verdict. */
export type ArmSlots = SlotCounts & {
  /** False where launches are missing and fewer are left than any verdict needs. */
  readonly isEnough: boolean;
};

/** A pass that plans fewer blocks than the noisy metrics that should decide there need for any verdict. */
export type ShortPlan = { readonly passId: string; readonly blocks: number; readonly fewest: number };

/** Everything that can be said about a run without a phone. */
export type Assessment = {
  readonly runId: string;
  readonly suite: Suite;
  readonly devices: readonly Device[];
  /** Present where the run ended early because its gate failed already. */
  readonly stoppedEarly?: StoppedEarly;
  /** See `RunHeader`. */
  readonly mostToPass?: number;
  /** Of the second session, by the same rules; missing where there was none. */
  readonly secondSession?: Assessment;
  /** False when a device was lost or an arm has too few launches: what is said here rests on a part of what was planned. */
  readonly isComplete: boolean;
  /** The slots of the run's own arms. */
  readonly slots: readonly ArmSlots[];
  /** Passes that could find nothing in what varies, however well they were measured; empty where nothing is compared. */
  readonly shortPlans: readonly ShortPlan[];
  readonly candidate: Build;
  /** That the candidate was built from, where it is known. */
  readonly commit?: string;
  /** Whether the run was to be compared with something, be it at hand or not. */
  readonly isBaselineWanted: boolean;
  /** Null when the run was measured alone, and when the baseline is not at hand. */
  readonly baseline: { readonly build: Build; readonly runId: string; readonly design: Design } | null;
  readonly modelChange?: ModelChange;
  /** By device model and graph; missing where no app reports it. */
  readonly computeUnits?: readonly ComputeUnitsChange[];
  /** Missing where a run has no operator times. Nothing follows from them. */
  readonly operatorChanges?: readonly OperatorChanges[];
  readonly summaries: readonly ArmSummary[];
  readonly comparisons: readonly Comparison[];
  /** Models of which the run has at least two phones, metric by metric. */
  readonly deviceModels: readonly DeviceModelComparison[];
  /** Passes with more than one look, in both arms. */
  readonly looks: readonly Looks[];
  /** Missing where no pass measures what is left of throughput. */
  readonly throughput?: readonly ThroughputCourse[];
  readonly answerChanges: readonly AnswerChange[];
  /** Every one, those of tries and launches that are not compared too. */
  readonly productFaults: readonly ProductFault[];
  readonly faultCounts: readonly FaultCount[];
  readonly faultRates: FaultRates;
  readonly warnings: readonly Warning[];
};

/** How the blocks of one pass were looked at while they were measured: of one phone, or of all phones of a model in step. */
export type Looks = {
  readonly deviceIds: readonly string[];
  readonly passId: string;
  readonly blocksPlanned: number;
  /** On each of the phones. */
  readonly blocksMeasured: number;
  /** Each look with the metrics that more blocks could still have decided. */
  readonly taken: readonly { readonly blocks: number; readonly undecided: readonly MetricId[] }[];
  /** Metrics that no number of blocks decides, so that no look waited for them; missing where there are none. */
  readonly neverDecided?: readonly MetricId[];
  /** Device time of the planned blocks that a look left out, of all phones, at the pace of the measured ones. */
  readonly minutesSaved: number;
};

/** A crash, hang or broken result file that counts against a build. */
export type ProductFault = {
  readonly deviceId: string;
  readonly passId: string;
  readonly arm: Arm;
  readonly code: string;
  readonly message: string;
};
