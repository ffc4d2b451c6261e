/** What the engine hands to reports. */
import type { Calibration } from '#harness/domain/calibration.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import type { Decision } from '#harness/domain/decision.ts';
import type { JudgedBy } from '#harness/domain/given-options.ts';
import type { Run } from '#harness/domain/run.ts';
import type { Trend } from './store.ts';

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
  /** How its suite moved up to this run; missing where no store was asked. */
  readonly trend?: Trend;
  /** Logs of failed launches that lie beside the report; only these can be linked. */
  readonly logs?: ReadonlySet<string>;
  /** The file of accepted losses that judged it; missing where there was none. */
  readonly waivers?: { readonly file: string; readonly entries: number };
  /** What the commands of a report need; those of the default places where it is left out. */
  readonly commands?: ReportCommands;
};

/** What makes a command of a report run as it is printed. */
export type ReportCommands = {
  /** ` --store own.sqlite`; empty for the default store. */
  readonly storeOption: string;
  /** The command that continues the run, if it was just measured. */
  readonly resume: string | null;
  /** How to name what judges it; what the run itself says where it is left out. */
  readonly judgedBy?: JudgedBy;
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
