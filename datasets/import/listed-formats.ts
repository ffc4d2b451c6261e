import { JsonObject } from '#datasets/files/json-object.ts';
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

const ANSWERS_A_QUESTION = 10;
const UNSCORED = 'unscored';

/** `Annotations/val.json` of VizWiz: a list; the image is all the id that a question has. */
const vizwiz: ListedFormat = {
  root: 'list',
  evaluator: 'vizwiz',
  licence: 'not stated in the file; see https://vizwiz.org/tasks-and-datasets/vqa/',
  source: 'https://vizwiz.org/tasks-and-datasets/vqa/',
  read: ({ value }, where) => {
    const entry = new JsonObject(value, where, remedyOf(vizwiz));
    const image = entry.text('image');
    const answers = entry.has('answers') ? ten(entry, answersOf(entry)) : null;
    const answerType = entry.optionalText('answer_type') ?? typeOf(answers);
    return { id: image, image, text: entry.text('question'), questionType: 'vizwiz', answerType, answers };
  },
};

/** `TextVQA_0.5.1_val.json`: its list is `data`. */
const textvqa: ListedFormat = {
  root: 'object',
  evaluator: 'textvqa',
  licence: 'not stated in the file; see https://textvqa.org/dataset/',
  source: 'https://textvqa.org/dataset/',
  read: ({ key, index, value }, where) => {
    if (key !== 'data' || index === null) return null;
    const entry = new JsonObject(value, where, remedyOf(textvqa));
    const answers = entry.has('answers') ? ten(entry, entry.texts('answers')) : null;
    return {
      id: entry.written('question_id'),
      image: String(entry.written('image_id')),
      text: entry.text('question'),
      questionType: 'textvqa',
      answerType: typeOf(answers),
      answers,
    };
  },
};

/** `testdev_balanced_questions.json` of GQA: an object whose names are the ids. */
const gqa: ListedFormat = {
  root: 'object',
  evaluator: 'gqa',
  licence: 'not stated in the file; see https://cs.stanford.edu/people/dorarad/gqa/',
  source: 'https://cs.stanford.edu/people/dorarad/gqa/download.html',
  read: ({ key, value }, where) => {
    const entry = new JsonObject(value, where, remedyOf(gqa));
    const answers = entry.has('answer') ? [entry.text('answer')] : null;
    return {
      id: key,
      image: String(entry.written('imageId')),
      text: entry.text('question'),
      questionType: entry.has('types') ? (entry.object('types').optionalText('structural') ?? 'gqa') : 'gqa',
      answerType: typeOf(answers),
      answers,
    };
  },
};

export const LISTED_FORMATS: Readonly<Record<ListedFormatId, ListedFormat>> = { vizwiz, textvqa, gqa };

function answersOf(entry: JsonObject): readonly string[] {
  return entry.list('answers').map((answer) => answer.text('answer'));
}

function ten(entry: JsonObject, answers: readonly string[]): readonly string[] {
  if (answers.length === ANSWERS_A_QUESTION) return answers;
  throw entry.invalid('answers', `${ANSWERS_A_QUESTION} answers, not ${answers.length}`);
}

function typeOf(answers: readonly string[] | null): string {
  return answers === null ? UNSCORED : answerTypeOf(answers);
}

function remedyOf({ source }: ListedFormat): string {
  return `Take the file unchanged from ${source}`;
}
