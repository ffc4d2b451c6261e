import type { FileRecord, QuestionRecord } from '#datasets/records/records.ts';
import type { EvaluatorId } from '#datasets/evaluators/score.ts';
import type { ImageFile } from '#datasets/image-files/image-files.ts';

/** What an import found in the files that it was given; the questions themselves went to the writer one by one. */
export type ImportResult = {
  readonly questions: number;
  readonly images: readonly ImageFile[];
  readonly evaluator: EvaluatorId;
  readonly licence: string;
  readonly sources: readonly FileRecord[];
};

export type WriteQuestion = (question: QuestionRecord) => Promise<void>;
