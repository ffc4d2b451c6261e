/** The question and annotation files of VQAv2 as visualqa.org publishes them. */
import { z } from 'zod';
import { dataChoice, dataId, dataList, dataListOf, dataObject, dataText, readData } from '#datasets/files/data-file.ts';
import { numberedId } from '#datasets/files/numbered-id.ts';
import { BenchError } from '#harness/domain/failure.ts';

export type VqaQuestion = {
  readonly questionId: number;
  readonly imageId: number;
  readonly text: string;
  /** The id as the file writes it, where it is not the number. */
  readonly originalId?: string;
};

const ANSWER_TYPES = ['yes/no', 'number', 'other'] as const;
type AnswerType = (typeof ANSWER_TYPES)[number];

export type VqaAnnotation = {
  readonly questionId: number;
  readonly imageId: number;
  readonly questionType: string;
  readonly answerType: AnswerType;
  /** What ten people answered, in the order of the file. */
  readonly answers: readonly string[];
};

/** A question with what people answered. */
export type AnnotatedQuestion = VqaQuestion & Omit<VqaAnnotation, keyof VqaQuestion>;

const REMEDY = 'Take the file unchanged from https://visualqa.org/download.html, or repair the dataset it belongs to.';

/** An entry of a file, and its ids as the file writes them, for errors and for the names of images. */
export type VqaEntry<Entry> = {
  readonly entry: Entry;
  readonly written: { readonly questionId: string; readonly imageId: string };
};

const questionSchema: z.ZodType<VqaEntry<VqaQuestion>> = dataObject({
  question_id: dataId,
  image_id: dataId,
  question: dataText,
}).transform(({ question_id, image_id, question }) => {
  const { number: questionId, original } = numberedId(question_id);
  return {
    entry: {
      questionId,
      imageId: numberedId(image_id).number,
      text: question,
      ...(original === null ? {} : { originalId: original }),
    },
    written: { questionId: String(question_id), imageId: String(image_id) },
  };
});

const annotationSchema: z.ZodType<VqaEntry<VqaAnnotation>> = dataObject({
  answers: dataListOf(dataObject({ answer: dataText }), 10, 'answers'),
  answer_type: dataChoice(ANSWER_TYPES),
  question_id: dataId,
  image_id: dataId,
  question_type: dataText,
}).transform(({ answers, answer_type, question_id, image_id, question_type }) => ({
  entry: {
    questionId: numberedId(question_id).number,
    imageId: numberedId(image_id).number,
    questionType: question_type,
    answerType: answer_type,
    answers: answers.map(({ answer }) => answer),
  },
  written: { questionId: String(question_id), imageId: String(image_id) },
}));

const questionsSchema = dataObject({ questions: dataList(z.unknown()) });
const annotationsSchema = dataObject({ annotations: dataList(z.unknown()) });

/** Reads a `v2_OpenEnded_…_questions.json`; `source` names it in errors. Throws DATASET_INVALID. */
export function parseVqaQuestions(json: unknown, source: string): readonly VqaQuestion[] {
  const { questions } = readData(questionsSchema, json, { where: () => source, remedy: REMEDY });
  return once(
    questions.map((item, index) => parseVqaQuestion(item, () => `${source}.questions[${index}]`).entry),
    source,
  );
}

/** One element of `questions`; `where` names it in errors. Throws DATASET_INVALID. */
export function parseVqaQuestion(json: unknown, where: () => string): VqaEntry<VqaQuestion> {
  return readData(questionSchema, json, { where, remedy: REMEDY });
}

/** Reads a `v2_…_annotations.json`; `source` names it in errors. Throws DATASET_INVALID. */
export function parseVqaAnnotations(json: unknown, source: string): readonly VqaAnnotation[] {
  const { annotations } = readData(annotationsSchema, json, { where: () => source, remedy: REMEDY });
  return once(
    annotations.map((item, index) => parseVqaAnnotation(item, () => `${source}.annotations[${index}]`).entry),
    source,
  );
}

/** One element of `annotations`; `where` names it in errors. Throws DATASET_INVALID. */
export function parseVqaAnnotation(json: unknown, where: () => string): VqaEntry<VqaAnnotation> {
  return readData(annotationSchema, json, { where, remedy: REMEDY });
}

/** Puts every question together with its annotation, in the order of the questions. Throws DATASET_INVALID. */
export function joinVqa(
  questions: readonly VqaQuestion[],
  annotations: readonly VqaAnnotation[],
  source: string,
): readonly AnnotatedQuestion[] {
  const annotationOf = new Map(annotations.map((annotation) => [annotation.questionId, annotation]));
  return questions.map((question) => {
    const annotation = annotationOf.get(question.questionId);
    if (annotation === undefined) throw invalid(`${source} has no annotation for question ${question.questionId}`);
    if (annotation.imageId !== question.imageId) {
      throw invalid(
        `${source} puts question ${question.questionId} at image ${annotation.imageId}, its question file at ${question.imageId}`,
      );
    }
    return { ...annotation, ...question };
  });
}

/** Throws DATASET_INVALID where two entries are of one question. */
function once<Entry extends { readonly questionId: number }>(
  entries: readonly Entry[],
  source: string,
): readonly Entry[] {
  const seen = new Set<number>();
  for (const { questionId } of entries) {
    if (seen.has(questionId)) throw invalid(`${source} has question ${questionId} twice`);
    seen.add(questionId);
  }
  return entries;
}

function invalid(what: string): BenchError {
  return new BenchError('DATASET_INVALID', `${what}.`, { remedy: REMEDY });
}
