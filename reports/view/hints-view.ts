/** Where to look for what got worse, as text. No verdict rests on it. */
export type HintView = {
  /** The name of its section in docs/troubleshooting.md. */
  readonly id: string;
  readonly title: string;
  readonly advice: string;
  readonly reason: string;
  readonly source: { readonly title: string; readonly url: string };
  /** Metric and phones with what was found there: `Vision encoder on both phones: prefill is unharmed there.` */
  readonly seen: readonly string[];
};

/** What a reader must know of all hints. */
export const HINTS_MEANING = 'Fixed rules derive these from what got worse. No verdict depends on them.';
