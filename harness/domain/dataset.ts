import { z } from 'zod';

/** One visual question with the answers that people gave. */
export type Question = {
  readonly id: number;
  /** Questions of one image are not independent: comparisons cluster by this. */
  readonly imageId: number;
  readonly imageSha256: string;
  /** Where the image lies on the host. */
  readonly imagePath: string;
  readonly text: string;
  readonly answerType: string;
  readonly questionType: string;
  /** Reference answers, ten for VQAv2; empty where there is nothing to score against. */
  readonly answers: readonly string[];
  /** The id as the dataset writes it, where it is not the number. */
  readonly originalId?: string;
};

/** A question as a run keeps it: enough to show what was asked without the dataset. */
export type AskedQuestion = Omit<Question, 'imagePath'> & { readonly dataset: string };

/** What an answer is worth beside the answers that people gave. */
export type AnswerScore = {
  /** VQA score, 0 to 1. */
  readonly score: number;
  /** Whether it is the answer that most of them gave. */
  readonly agrees: boolean;
};

/** Which data a run was measured on; two runs are comparable only if these are equal. */
export type DatasetReference = {
  readonly id: string;
  readonly subset: string;
  readonly manifestSha256: string;
  /** Of the data, as its manifest says; null in runs that kept none. */
  readonly licence: string | null;
  /** Which evaluator scored the answers, e.g. `vqa-2016`. */
  readonly evaluator: string;
  readonly questions: number;
};

export const datasetReferenceSchema: z.ZodType<DatasetReference> = z.object({
  id: z.string(),
  subset: z.string(),
  manifestSha256: z.string(),
  licence: z.string().nullable().default(null),
  evaluator: z.string(),
  questions: z.number().int().nonnegative(),
});

export const askedQuestionSchema: z.ZodType<AskedQuestion> = z.object({
  dataset: z.string(),
  id: z.number().int(),
  imageId: z.number().int(),
  imageSha256: z.string(),
  text: z.string(),
  answerType: z.string(),
  questionType: z.string(),
  answers: z.array(z.string()),
  originalId: z.string().exactOptional(),
});
