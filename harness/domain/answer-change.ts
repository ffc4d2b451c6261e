import type { Interval } from './comparison.ts';
import type { FinishReason } from './finish-reason.ts';

/** One answer of one arm. */
export type GivenAnswer = {
  readonly text: string;
  readonly tokens: number;
  readonly score: number | null;
  /** Missing where the app did not report it. */
  readonly finishReason?: FinishReason;
};

/** A question that the builds answered with other output tokens, another text or another score. */
export type ChangedAnswer = {
  readonly questionId: number;
  readonly baseline: GivenAnswer;
  /** Null where a product fault of the candidate left the question unanswered; that counts as wrong. */
  readonly candidate: GivenAnswer | null;
  readonly scoreChange: number | null;
};

/** The accuracy of both builds on the questions of one kind. */
export type AccuracyByType = {
  readonly by: 'answerType' | 'questionType';
  readonly type: string;
  readonly questions: number;
  /** VQA accuracy, 0 to 1. */
  readonly baseline: number;
  readonly candidate: number;
  /** Candidate less baseline, clustered by image; null of fewer than two images. */
  readonly change: Interval | null;
};

/** How the answers of two builds differ, question by question, on one device. */
export type AnswerChange = {
  readonly deviceId: string;
  readonly passId: string;
  readonly questions: number;
  /** Questions with other output tokens, another text or another score. */
  readonly changed: number;
  /** Changed questions whose score rose or fell. */
  readonly better: number;
  readonly worse: number;
  /** Two-sided exact p of "as many scores rise as fall" (sign test); null where none changed. */
  readonly pFlips: number | null;
  /** Mean length of the answers to the same questions, in output tokens. */
  readonly meanTokens: { readonly baseline: number; readonly candidate: number };
  /**
   * Questions whose answer one build alone cut off at the limit of its tokens, where both report what ended it; missing where there
   * are none.
   */
  readonly cutOff?: { readonly baseline: readonly number[]; readonly candidate: readonly number[] };
  /** Every changed answer, the greatest loss of score first. */
  readonly answers: readonly ChangedAnswer[];
  /** Answer types, then question types, by name; empty where nothing is scored. */
  readonly byType: readonly AccuracyByType[];
};
