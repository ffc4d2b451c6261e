/** What differs beside something that got worse, and on which questions it shows, as text. */
export type AttributionView = {
  /** `Vision encoder on both phones, pass latency`. */
  readonly what: string;
  /** The likeliest first: `runtime.json: its content`. Empty where nothing is known to differ. */
  readonly causes: readonly string[];
  /** How many questions show it, and whether answers are longer; empty where it is of no single question. */
  readonly sentence: string;
  /** The questions that moved most, or the answers that lost most. */
  readonly questions: readonly MovedQuestionView[];
};

export type MovedQuestionView = {
  readonly question: string;
  /** Its place among the pictures of the report; null where there is none. */
  readonly picture: number | null;
  readonly before: string;
  readonly now: string;
  /** `+23.1 %`; of an answer what it lost in score. */
  readonly change: string;
  /** `3 → 3 tokens`; empty where that is not known. */
  readonly tokens: string;
};

/** What a reader must know of all of them. */
export const ATTRIBUTIONS_MEANING =
  'Differences between the builds, the likeliest cause first. A difference does not prove a cause.';
