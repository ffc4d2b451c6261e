/** The question and annotation files of VQAv2 as visualqa.org publishes them. */
import { JsonObject } from '#datasets/files/json-object.ts';
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

const ANSWERS_A_QUESTION = 10;
const REMEDY = 'Take the file unchanged from https://visualqa.org/download.html, or repair the dataset it belongs to.';

/** Reads a `v2_OpenEnded_…_questions.json`; `source` names it in errors. Throws DATASET_INVALID. */
export function parseVqaQuestions(json: unknown, source: string): readonly VqaQuestion[] {
  return parseEntries(json, 'questions', source, parseVqaQuestion);
}

/** One element of `questions`; `where` names it in errors. Throws DATASET_INVALID. */
export function parseVqaQuestion(json: unknown, where: () => string): VqaQuestion {
  const entry = new JsonObject(json, where, REMEDY);
  const { number: questionId, original } = entry.anyId('question_id');
  const imageId = entry.anyId('image_id').number;
  return { questionId, imageId, text: entry.text('question'), ...(original === null ? {} : { originalId: original }) };
}

/** Reads a `v2_…_annotations.json`; `source` names it in errors. Throws DATASET_INVALID. */
export function parseVqaAnnotations(json: unknown, source: string): readonly VqaAnnotation[] {
  return parseEntries(json, 'annotations', source, parseVqaAnnotation);
}

/** One element of `annotations`; `where` names it in errors. Throws DATASET_INVALID. */
export function parseVqaAnnotation(json: unknown, where: () => string): VqaAnnotation {
  const entry = new JsonObject(json, where, REMEDY);
  const answers = entry.list('answers').map((answer) => answer.text('answer'));
  if (answers.length !== ANSWERS_A_QUESTION) {
    throw entry.invalid('answers', `${ANSWERS_A_QUESTION} answers, not ${answers.length}`);
  }
  const answerType = ANSWER_TYPES.find((type) => type === entry.text('answer_type'));
  if (answerType === undefined) throw entry.invalid('answer_type', `one of ${ANSWER_TYPES.join(', ')}`);
  return {
    questionId: entry.anyId('question_id').number,
    imageId: entry.anyId('image_id').number,
    questionType: entry.text('question_type'),
    answerType,
    answers,
  };
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

function parseEntries<T extends { readonly questionId: number }>(
  json: unknown,
  key: string,
  source: string,
  parse: (json: unknown, where: () => string) => T,
): readonly T[] {
  const seen = new Set<number>();
  return new JsonObject(json, () => source, REMEDY).items(key).map((item, index) => {
    const parsed = parse(item, () => `${source}.${key}[${index}]`);
    if (seen.has(parsed.questionId)) throw invalid(`${source} has question ${parsed.questionId} twice`);
    seen.add(parsed.questionId);
    return parsed;
  });
}

function invalid(what: string): BenchError {
  return new BenchError('DATASET_INVALID', `${what}.`, { remedy: REMEDY });
}
