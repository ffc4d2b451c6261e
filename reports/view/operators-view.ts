/** What the operators of both builds took in one launch each that was not measured, as text. */
export type OperatorsView = {
  /** Device, provenance and pass. */
  readonly where: string;
  /** The operator that differs most. */
  readonly sentence: string;
  /** What these numbers are and what they are not. */
  readonly meaning: string;
  /** What is not known and why. */
  readonly unknown: readonly string[];
  /** The largest difference first. */
  readonly graphs: readonly GraphTimesView[];
};

/** What the tables come to, with what is not known. Without a table there is nothing to sum up. */
export function operatorsText({ sentence, unknown, graphs }: OperatorsView): string {
  return (graphs.length === 0 ? unknown : [sentence, ...unknown]).join(' ');
}

export type GraphTimesView = { readonly name: string; readonly rows: readonly OperatorRow[] };

/** One type of operator; `–` in a build that has none of it. */
export type OperatorRow = {
  readonly operator: string;
  /** Calls and time for a question: `12 × · 3.41 ms`. */
  readonly baseline: string;
  readonly candidate: string;
  readonly difference: string;
  /** Whether it is a part of what stands above it. */
  readonly isPart: boolean;
};
