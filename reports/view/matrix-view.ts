import type { MetricId } from '#harness/domain/metric.ts';
import type { VerdictView } from './comparison-view.ts';
import type { Tone } from './fact.ts';

/** Every metric on every phone as one table: a column a phone, or the phones of a model, however many there are. */
export type MatrixView = {
  readonly columns: readonly ColumnView[];
  /** Metrics that belong together, always in the same order, so that two reports can be laid side by side. */
  readonly groups: readonly { readonly name: string; readonly rows: readonly MatrixRow[] }[];
  /** How many cells there are of each kind, the worst kind first; kinds without a cell are left out. */
  readonly counts: readonly CellCount[];
};

/** A phone, or all phones of one model. */
export type ColumnView = {
  /** Safe for an HTML id. */
  readonly anchor: string;
  readonly name: string;
  /** `virtual · iOS 26.1`, `3 virtual phones · iOS 26.1`. */
  readonly note: string;
  readonly badge: string | null;
};

export type MatrixRow = {
  /** Safe for an HTML id: what a link to the metric points at. */
  readonly anchor: string;
  readonly metric: MetricId;
  readonly label: string;
  readonly role: 'primary' | 'phase' | 'secondary';
  /** `higher is better`; empty where lower is, as of most metrics. */
  readonly better: string;
  /** `5 %`; empty without a baseline. */
  readonly margin: string;
  readonly isBlocking: boolean;
  /** A cell a column. */
  readonly cells: readonly MatrixCell[];
};

export type CellKind = VerdictView['kind'] | 'measured' | 'notMeasured';

export type MatrixCell = {
  readonly kind: CellKind;
  readonly word: string;
  readonly sign: string;
  readonly tone: Tone;
  /** `+27.2 %`; `same` where chance has no part in it; without a baseline a median. */
  readonly change: string;
  /** `[23.1, 31.4]`; empty where there is none. */
  readonly interval: string;
  /** How many phones of the column have the verdict: `2 of 3`; empty for one phone. */
  readonly agreement: string;
  /** What decides, then the phones behind it where there are several. Empty where chance has no part in it. */
  readonly lines: readonly IntervalLine[];
};

/** A change in multiples of its own margin, turned so that larger is worse. */
export type IntervalLine = { readonly low: number; readonly estimate: number; readonly high: number };

export type CellCount = {
  readonly kind: CellKind;
  readonly word: string;
  readonly sign: string;
  readonly tone: Tone;
  readonly times: number;
};
