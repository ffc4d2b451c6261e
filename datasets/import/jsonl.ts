import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { z } from 'zod';
import {
  type DataPlace,
  dataId,
  dataList,
  dataObject,
  dataText,
  parseJson,
  readData,
} from '#datasets/files/data-file.ts';
import type { EvaluatorId } from '#datasets/evaluators/score.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { DatasetImport, DatasetWork } from '#harness/ports/dataset.ts';
import { answerTypeOf } from './answer-type.ts';
import type { ImportResult, WriteQuestion } from './import-result.ts';
import type { ImageFile } from '#datasets/image-files/image-files.ts';
import { indexImages } from '#datasets/image-files/image-index.ts';
import { canonicalName } from '#harness/domain/file-name.ts';
import { hashed, linesOf, readUnpacked } from '#datasets/files/read-unpacked.ts';

export type JsonlImport = Extract<DatasetImport, { readonly kind: 'jsonl' }>;

/** Which evaluator scores how many reference answers. */
const EVALUATOR_OF: ReadonlyMap<number, EvaluatorId> = new Map([
  [0, 'none'],
  [1, 'match-1'],
  [10, 'vqa-2016'],
]);
const QUESTIONS_AN_IMAGE = 1000;
const REMEDY =
  'A line is {"image": "cat.jpg", "question": "What animal is it?", "answers": "cat"}; answers may be a list of ten.';

/**
 * Reads one's own questions, a JSON object a line. Images are numbered from 1 in the order in which the lines first
 * name them, and the questions of image i from 1000 · i on, as VQAv2 does. Throws DATASET_INVALID that names the line.
 */
export async function readJsonl(request: JsonlImport, write: WriteQuestion, work: DatasetWork): Promise<ImportResult> {
  const hash = createHash('sha256');
  const index = await indexImages(request.imagesFolder);
  const images = new Map<string, ImageFile & { questions: number }>();
  const [lines, ids] = [new Map<string, number>(), new Map<string, number>()];
  let [line, questions, answers] = [0, 0, 0];
  for await (const texts of linesOf(hashed(readUnpacked(request.file, 'questions', work), hash), request.file)) {
    for (const text of texts) {
      line += 1;
      if (text.trim() === '') continue;
      const own = parseLine(text, `${request.file}:${line}`);
      if (questions > 0 && own.answers.length !== answers)
        throw mixed(`${request.file}:${line}`, own.answers.length, answers);
      answers = own.answers.length;
      const digest = digestOf(own);
      const before = lines.get(digest);
      if (before !== undefined) throw invalid(`${request.file}:${line} repeats line ${before}`);
      lines.set(digest, line);
      refuseSameId(own.id, line, ids, request.file);
      const image = images.get(own.image) ?? {
        id: images.size + 1,
        file: own.image,
        path: index.paths.get(own.image) ?? own.image,
        mention: `line ${line}`,
        questions: 0,
      };
      images.set(own.image, image);
      if (image.questions === QUESTIONS_AN_IMAGE) throw crowded(own.image);
      await write({
        questionId: QUESTIONS_AN_IMAGE * image.id + image.questions,
        imageId: image.id,
        text: own.question,
        questionType: 'own',
        answerType: own.answers.length === 0 ? 'unscored' : answerTypeOf(own.answers),
        answers: own.answers,
        ...(own.id === undefined ? {} : { originalId: own.id }),
      });
      image.questions += 1;
      questions += 1;
    }
  }
  const evaluator = EVALUATOR_OF.get(answers);
  if (evaluator === undefined || questions === 0) throw invalid(`${request.file} has no questions`);
  return {
    questions,
    images: [...images.values()].map(({ questions: _count, ...image }) => image),
    evaluator,
    licence: 'not stated',
    sources: [{ name: 'questions', sha256: hash.digest('hex') }],
  };
}

type OwnQuestion = {
  readonly image: string;
  readonly question: string;
  readonly answers: readonly string[];
  /** As the line calls the question, for reports. */
  readonly id: string | undefined;
};

const filledText = dataText.refine((text) => text.trim() !== '', 'should be a text that is not empty');

const imagePath = dataText
  .transform((path) => canonicalName(posix.normalize(path.replaceAll('\\', '/'))))
  .refine(
    (path) => !posix.isAbsolute(path) && !path.startsWith('..') && path !== '.',
    'should be the path of an image inside the folder of images',
  );

const answers = z
  .union([dataText.transform((answer) => [answer]), dataList(dataText)], {
    error: ({ input }) =>
      Array.isArray(input) ? 'should be a list of texts' : 'should be a text, or a list of one text or ten',
  })
  .check(({ value, issues }) => {
    if (!EVALUATOR_OF.has(value.length)) {
      issues.push({ code: 'custom', input: value, message: `should be one answer or ten, not ${value.length}` });
    }
    // A build that says nothing would be right. One empty answer of ten is what a person did not answer.
    if (value.length === 1 && value[0]?.trim() === '') {
      issues.push({ code: 'custom', input: value, message: 'should be a text that is not empty' });
    }
  });

const lineSchema: z.ZodType<OwnQuestion> = dataObject({
  answers: answers.default([]),
  image: imagePath,
  question: filledText,
  id: dataId.transform(String).optional(),
}).transform(({ id, ...question }) => ({ ...question, id }));

function parseLine(text: string, where: string): OwnQuestion {
  const place: DataPlace = { where: () => where, remedy: REMEDY };
  return readData(lineSchema, parseJson(text, place), place);
}

/** Reports call a question by its id. A number and the same number as a text are one id. */
function refuseSameId(id: string | undefined, line: number, ids: Map<string, number>, file: string): void {
  if (id === undefined) return;
  const before = ids.get(id);
  if (before !== undefined) throw invalid(`${file}:${line} has the id ${id}, which line ${before} has already`);
  ids.set(id, line);
}

/** Of what is asked and expected, however the line was written; a hash, as datasets are large. */
function digestOf({ image, question, answers }: OwnQuestion): string {
  return createHash('sha256')
    .update(JSON.stringify([image, question, answers]))
    .digest('base64');
}

function mixed(where: string, found: number, before: number): BenchError {
  const count = (answers: number): string =>
    answers === 0 ? 'no answer' : answers === 1 ? 'one answer' : 'ten answers';
  return invalid(`${where} has ${count(found)}, the lines before it ${count(before)}: one dataset has one evaluator`);
}

function crowded(image: string): BenchError {
  return invalid(`${image} has more than ${QUESTIONS_AN_IMAGE} questions`);
}

function invalid(what: string): BenchError {
  return new BenchError('DATASET_INVALID', `${what}.`, { remedy: REMEDY });
}
