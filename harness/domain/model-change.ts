import type { GraphPort, StoredWeights } from './model-graph.ts';

export type Differing<T> = { readonly baseline: T; readonly candidate: T };

/** What differs of one thing that has a name in both builds; null in the build that lacks it. */
export type NamedDifference<T> = { readonly name: string } & Differing<T | null>;

/** Elements and bytes of the parameters of a graph, of all types together. */
export type Parameters = { readonly elements: number; readonly bytes: number };

/** One network of both builds, or of one of them. */
export type GraphChange = {
  /** In the candidate, or in the baseline where only that has it. */
  readonly name: string;
  /** Where the baseline has it under another name. */
  readonly baselineName?: string;
} & (
  | { readonly kind: 'same' | 'added' | 'removed'; readonly bytes: number }
  /** Other bytes, and at least one of them could not be read. */
  | { readonly kind: 'unknown'; readonly bytes: Differing<number>; readonly reasons: Differing<string | null> }
  /** Empty lists and equal pairs are what does not differ; where nothing does, the values of weights alone differ. */
  | ({ readonly kind: 'changed' } & GraphDifferences)
);

export type GraphDifferences = {
  readonly bytes: Differing<number>;
  /** Files of weights that the graph names and its build does not have. */
  readonly missing: Differing<readonly string[]>;
  readonly parameters: Differing<Parameters>;
  readonly weights: readonly NamedDifference<StoredWeights>[];
  /** How many operators there are at all. */
  readonly operatorCounts: Differing<number>;
  readonly operators: readonly NamedDifference<number>[];
  readonly inputs: readonly NamedDifference<GraphPort>[];
  readonly outputs: readonly NamedDifference<GraphPort>[];
  readonly versions: readonly NamedDifference<string>[];
  readonly producer: Differing<string | null>;
};

/** What changed in the networks from the baseline's build to the candidate's; an assessment without a baseline has none. */
export type ModelChange =
  | {
      readonly kind: 'known';
      readonly graphs: readonly GraphChange[];
      /** Of all graphs; null where one of them could not be read. */
      readonly parameters: Differing<Parameters> | null;
    }
  /** The builds of runs of harnesses before 0.2 do not say. */
  | { readonly kind: 'unknown'; readonly of: 'baseline' | 'candidate' | 'both' };
