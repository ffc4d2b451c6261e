/** What a reader must know first. */
export type SummaryView = {
  /** The decision as a sentence that can be read aloud. */
  readonly claim: string;
  /** What the claim's worst metric was and is, phone by phone; empty where it is about no metric. */
  readonly measures: readonly MeasureView[];
  /** `8 more phones`, which stand in the matrix alone; empty where all are named. */
  readonly moreMeasures: string;
  /** `The margin is 5 %. The part that got slower: vision encoder, +22.2 %.`; empty where the claim is about no metric. */
  readonly margin: string;
  /** The decision with more words, where the claim is about no metric; empty where it would only repeat the claim. */
  readonly lead: string;
  /** What differs between the builds, where that is little enough to name; empty where it is not. */
  readonly clue: string;
  readonly questions: readonly QuestionView[];
  /** What changes how all of the numbers are to be read; empty where nothing does. */
  readonly caveat: string;
};

export type MeasureView = {
  /** The metric, where the claim names more than one. */
  readonly metric: string;
  readonly before: string;
  readonly after: string;
  readonly where: string;
};

/** One of the four questions that everybody asks. */
export type QuestionView = {
  readonly question: string;
  /** The answer in a word or two, then the rest of it. */
  readonly answer: string;
  readonly rest: string;
};
