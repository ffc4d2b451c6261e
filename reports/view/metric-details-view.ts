import type { ComparisonRow, MeasurementRow, ModelRow } from './comparison-view.ts';
import type { FootprintView, LaunchesView, PhasesView, ThroughputView, TrendView } from './chart-view.ts';
import type { CellKind, IntervalLine } from './matrix-view.ts';

/** All that is known of one metric of one pass, on all phones. */
export type MetricDetails = {
  /** That of its row in the matrix. */
  readonly anchor: string;
  readonly label: string;
  readonly definition: string;
  readonly better: string;
  readonly margin: string;
  readonly isBlocking: boolean;
  /** Of its worst cell. */
  readonly kind: CellKind;
  readonly word: string;
  readonly change: string;
  readonly phones: readonly PhoneComparison[];
  /** The phones of a model together, where there are several. */
  readonly models: readonly ModelOfMetric[];
  /** Where nothing was compared: without a baseline, and where the suite has no margin. */
  readonly measurements: readonly { readonly phone: string; readonly row: MeasurementRow }[];
  readonly launches: readonly OnPhone<LaunchesView>[];
  readonly phases: readonly OnPhone<PhasesView>[];
  readonly throughput: readonly OnPhone<ThroughputView>[];
  /** Of peak memory alone, where launches report enough phases. */
  readonly footprints: readonly OnPhone<FootprintView>[];
  /** Over the stored runs; none where nothing earlier was measured. */
  readonly trends: readonly OnPhone<TrendView>[];
  /** Says whose trends are shown, where not all are; empty where all are. */
  readonly trendsOf: string;
  /** `of branch main, and this one`; empty where the runs name no branch. */
  readonly trendRuns: string;
  /** Says whose launches are shown, where not all are; empty where all are. */
  readonly launchesOf: string;
  /** Prints how the metric moved over the stored runs. */
  readonly historyCommand: string;
};

export type PhoneComparison = {
  readonly phone: string;
  readonly row: ComparisonRow;
  readonly line: IntervalLine | null;
};

export type ModelOfMetric = { readonly title: string; readonly row: ModelRow; readonly line: IntervalLine | null };

export type OnPhone<T> = T & { readonly phone: string };
