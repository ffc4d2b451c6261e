export const FINISH_REASONS = ['length', 'endOfSequence'] as const;
/** What ended an answer: the limit of its tokens, or the token that ends the sequence. */
export type FinishReason = (typeof FINISH_REASONS)[number];
