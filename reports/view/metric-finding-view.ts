import type { CellKind } from './matrix-view.ts';
import type { Tone } from './fact.ts';

/** A metric that a person should look at, on all phones: it got worse, may have, or is waived. */
export type MetricFinding = {
  /** Of its details. */
  readonly anchor: string;
  readonly label: string;
  readonly isBlocking: boolean;
  /** The worst of its cells. */
  readonly kind: CellKind;
  readonly word: string;
  readonly sign: string;
  readonly tone: Tone;
  /** What its verdict alone does not say: two methods disagree, a waiver and its terms. */
  readonly why: readonly string[];
  /** A place a column where there is something to say. */
  readonly places: readonly FindingPlace[];
  /** The bad end of its worst interval: `+31.4 %`, and in multiples of the margin. */
  readonly worst: string;
  readonly multiple: string;
};

export type FindingPlace = {
  /** Index of its column in the matrix. */
  readonly column: number;
  readonly where: string;
  readonly kind: CellKind;
  readonly sign: string;
  readonly word: string;
  readonly change: string;
  readonly interval: string;
  readonly agreement: string;
};
