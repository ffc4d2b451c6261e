import type { OperatorTime } from './operator-times.ts';
import type { Differing } from './model-change.ts';

/** One type of operator in both builds; null in the build that has none of it. */
export type OperatorChange = { readonly operator: string } & Differing<Omit<OperatorTime, 'operator'> | null>;

/** What the operators of one graph took in each build. */
export type GraphTimesChange = {
  /** In the candidate, or in the baseline where only that has it. */
  readonly name: string;
  /** Where the baseline has it under another name. */
  readonly baselineName?: string;
  /** Of all operators together; null where the build has no such graph. */
  readonly totalNs: Differing<number | null>;
  /** The largest difference of time first, whichever way it goes. */
  readonly operators: readonly OperatorChange[];
};

/** What operators took in one launch of each build, which was not measured: it shows where a change is, and decides nothing. */
export type OperatorChanges = {
  readonly deviceId: string;
  readonly passId: string;
  /** How many each launch answered. */
  readonly questions: number;
  /** The largest difference of time first. Only graphs of which both builds have what they took. */
  readonly graphs: readonly GraphTimesChange[];
  /** What is not known and why, as sentences. */
  readonly unknown: readonly string[];
};
