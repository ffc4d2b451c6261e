import { dataId, dataListOf, dataObject, dataText, readData } from '#datasets/files/data-file.ts';
import type { EvaluatorId } from '#datasets/evaluators/score.ts';
import type { ListedFormatId } from '#harness/ports/dataset.ts';
import { answerTypeOf } from './answer-type.ts';
import type { JsonEntry } from '#datasets/files/json-scanner.ts';

/** A question as a format with one file writes it; answers are null where they are not published. */
export type ListedQuestion = {
  readonly id: number | string;
  /** Name of the image, with extension or without. */
  readonly image: string;
  readonly text: string;
  readonly questionType: string;
  readonly answerType: string;
  readonly answers: readonly string[] | null;
};

/** A public dataset whose questions and answers are in one file. */
export type ListedFormat = {
  readonly root: 'object' | 'list';
  readonly evaluator: EvaluatorId;
  readonly licence: string;
  readonly source: string;
  /** Null for an entry that is no question. */
  readonly read: (entry: JsonEntry, where: () => string) => ListedQuestion | null;
};

const UNSCORED = 'unscored';

const vizwizSource = 'https://vizwiz.org/tasks-and-datasets/vqa/';
const vizwizSchema = dataObject({
  image: dataText,
  answers: dataListOf(dataObject({ answer: dataText }), 10, 'answers').exactOptional(),
  answer_type: dataText.exactOptional(),
  question: dataText,
});

/** `Annotations/val.json` of VizWiz: a list; the image is all the id that a question has. */
const vizwiz: ListedFormat = {
  root: 'list',
  evaluator: 'vizwiz',
  licence: `not stated in the file; see ${vizwizSource}`,
  source: vizwizSource,
  read: ({ value }, where) => {
    const entry = readData(vizwizSchema, value, { where, remedy: unchangedFrom(vizwizSource) });
    const answers = entry.answers?.map(({ answer }) => answer) ?? null;
    return {
      id: entry.image,
      image: entry.image,
      text: entry.question,
      questionType: 'vizwiz',
      answerType: entry.answer_type ?? typeOf(answers),
      answers,
    };
  },
};

const textvqaSource = 'https://textvqa.org/dataset/';
const textvqaSchema = dataObject({
  answers: dataListOf(dataText, 10, 'answers').exactOptional(),
  question_id: dataId,
  image_id: dataId,
  question: dataText,
});

/** `TextVQA_0.5.1_val.json`: its list is `data`. */
const textvqa: ListedFormat = {
  root: 'object',
  evaluator: 'textvqa',
  licence: `not stated in the file; see ${textvqaSource}`,
  source: textvqaSource,
  read: ({ key, index, value }, where) => {
    if (key !== 'data' || index === null) return null;
    const entry = readData(textvqaSchema, value, { where, remedy: unchangedFrom(textvqaSource) });
    const answers = entry.answers ?? null;
    return {
      id: entry.question_id,
      image: String(entry.image_id),
      text: entry.question,
      questionType: 'textvqa',
      answerType: typeOf(answers),
      answers,
    };
  },
};

const gqaSource = 'https://cs.stanford.edu/people/dorarad/gqa/download.html';
const gqaSchema = dataObject({
  answer: dataText.exactOptional(),
  imageId: dataId,
  question: dataText,
  types: dataObject({ structural: dataText.exactOptional() }).exactOptional(),
});

/** `testdev_balanced_questions.json` of GQA: an object whose names are the ids. */
const gqa: ListedFormat = {
  root: 'object',
  evaluator: 'gqa',
  licence: 'not stated in the file; see https://cs.stanford.edu/people/dorarad/gqa/',
  source: gqaSource,
  read: ({ key, value }, where) => {
    const entry = readData(gqaSchema, value, { where, remedy: unchangedFrom(gqaSource) });
    const answers = entry.answer === undefined ? null : [entry.answer];
    return {
      id: key,
      image: String(entry.imageId),
      text: entry.question,
      questionType: entry.types?.structural ?? 'gqa',
      answerType: typeOf(answers),
      answers,
    };
  },
};

export const LISTED_FORMATS: Readonly<Record<ListedFormatId, ListedFormat>> = { vizwiz, textvqa, gqa };

function typeOf(answers: readonly string[] | null): string {
  return answers === null ? UNSCORED : answerTypeOf(answers);
}

function unchangedFrom(source: string): string {
  return `Take the file unchanged from ${source}`;
}
