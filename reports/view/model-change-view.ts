/** What differs between the networks of two builds, as text. */
export type ModelChangeView = {
  /** All of it in a line or two. */
  readonly sentence: string;
  /** Only those that differ. */
  readonly graphs: readonly GraphChangeView[];
};

export type GraphChangeView = {
  readonly name: string;
  /** Empty where the rows say all. */
  readonly sentence: string;
  readonly rows: readonly DifferenceRow[];
};

/** One thing that differs; what a build does not have is `–`. */
export type DifferenceRow = {
  readonly label: string;
  readonly baseline: string;
  readonly candidate: string;
  /** Empty where it is no number. */
  readonly change: string;
  /** Whether it is a part of what stands above it. */
  readonly isPart: boolean;
};
