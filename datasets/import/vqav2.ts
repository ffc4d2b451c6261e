import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { EVALUATOR_IDS } from '#datasets/vqav2/evaluator.ts';
import { parseVqaAnnotation, parseVqaQuestion, type VqaQuestion } from '#datasets/vqav2/files.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { DatasetImport, DatasetWork } from '#harness/ports/dataset.ts';
import type { ImportResult, WriteQuestion } from './import-result.ts';
import { findImages, type WantedImage } from '#datasets/image-files/find-images.ts';
import { indexImages } from '#datasets/image-files/image-index.ts';
import { type JsonEntry, jsonScanner } from '#datasets/files/json-scanner.ts';
import { readUnpacked } from '#datasets/files/read-unpacked.ts';
import { firstOf } from '#harness/text/lists.ts';

export type VqaImport = Extract<DatasetImport, { readonly kind: 'vqav2' }>;

type Step = 'questions' | 'annotations';

/** A question of a split whose answers are not published. */
const UNANNOTATED = { questionType: 'unscored', answerType: 'unscored', answers: [] } as const;

/** What a file says of itself beside its list. */
type About = { readonly sha256: string; readonly subtype: string | null; readonly licence: string | null };

/**
 * Reads the official files, each once from front to back: the questions are held by id, and every annotation is written
 * out with its question as it comes. Throws DATASET_INVALID when the files do not belong together.
 */
export async function readVqav2(request: VqaImport, write: WriteQuestion, work: DatasetWork): Promise<ImportResult> {
  const { questionsFile, annotationsFile, imagesFolder } = request;
  const evaluator = EVALUATOR_IDS.find((id) => id === request.evaluator);
  if (evaluator === undefined) throw unknownEvaluator(request.evaluator);
  if (annotationsFile !== null) await refuseSameFile(questionsFile, annotationsFile);
  const index = await indexImages(imagesFolder);

  const wanted = new Map<number, WantedImage>();
  const open = new Map<number, VqaQuestion>();
  const ofQuestions = await readList(questionsFile, 'questions', work, async (value, where) => {
    const { entry: question, written } = parseVqaQuestion(value, where);
    if (open.has(question.questionId)) throw invalid(`${where()} repeats question ${written.questionId}`);
    open.set(question.questionId, question);
    const { imageId } = question;
    if (wanted.has(imageId)) return;
    wanted.set(imageId, { id: imageId, name: written.imageId, mention: `question ${written.questionId}` });
  });
  const images = findImages(wanted.values(), index, imagesFolder, 'number');
  if (annotationsFile === null) {
    for (const question of open.values()) await write({ ...question, ...UNANNOTATED });
    return {
      questions: open.size,
      images,
      evaluator: 'none',
      licence: licenceOf(ofQuestions, request),
      sources: [{ name: 'questions', sha256: ofQuestions.sha256 }],
    };
  }

  const done = new Set<number>();
  const ofAnnotations = await readList(annotationsFile, 'annotations', work, async (value, where) => {
    const { entry: annotation, written } = parseVqaAnnotation(value, where);
    const { questionId } = annotation;
    const name = written.questionId;
    if (done.has(questionId)) throw invalid(`${where()} is the second annotation of question ${name}`);
    const question = open.get(questionId);
    if (question === undefined) {
      throw invalid(`${annotationsFile} has an annotation of question ${name}, which ${questionsFile} lacks`);
    }
    if (question.imageId !== annotation.imageId) {
      throw invalid(
        `${annotationsFile} says that question ${name} is about image ${written.imageId}, ${questionsFile} says image ${wanted.get(question.imageId)?.name}`,
      );
    }
    done.add(questionId);
    open.delete(questionId);
    await write({ ...question, ...annotation });
  });
  if (open.size > 0) {
    throw invalid(
      `${annotationsFile} has no annotation of these questions of ${questionsFile}: ${firstOf(Array.from(open.values(), nameOfQuestion))}`,
    );
  }
  refuseOtherSubtype(ofQuestions, ofAnnotations, questionsFile, annotationsFile);
  return {
    questions: done.size,
    images,
    evaluator,
    licence: licenceOf(ofAnnotations, request),
    sources: [
      { name: 'questions', sha256: ofQuestions.sha256 },
      { name: 'annotations', sha256: ofAnnotations.sha256 },
    ],
  };
}

function licenceOf({ licence }: About, { format }: VqaImport): string {
  const terms = format === 'okvqa' ? 'https://okvqa.allenai.org' : 'https://visualqa.org/terms.html';
  return `Annotations: ${licence ?? 'not stated'} (${terms}). Images: https://cocodataset.org/#termsofuse`;
}

async function readList(
  path: string,
  step: Step,
  work: DatasetWork,
  take: (value: unknown, where: () => string) => Promise<void>,
): Promise<About> {
  const hash = createHash('sha256');
  const scanner = jsonScanner(path);
  let [subtype, licence, count]: [string | null, string | null, number] = [null, null, 0];
  for await (const chunk of readUnpacked(path, step, work)) {
    hash.update(chunk);
    for (const entry of scanner.push(chunk)) {
      if (entry.key === step) {
        await take(entry.value, () => `${path}.${step}[${entry.index}]`);
        count += 1;
      } else if (entry.key === otherOf(step)) throw swapped(path, step);
      else if (entry.key === 'data_subtype') subtype = textOf(entry.value);
      else if (entry.key === 'license') licence = nameOf(entry);
    }
  }
  scanner.end();
  if (count === 0) throw invalid(`${path} has no list of ${step}, or an empty one`);
  return { sha256: hash.digest('hex'), subtype, licence };
}

/** The same file for both would be read in vain until the first annotation is missed. */
async function refuseSameFile(questionsFile: string, annotationsFile: string): Promise<void> {
  const paths = await Promise.all(
    [questionsFile, annotationsFile].map(async (path) => realpath(path).catch(() => null)),
  );
  if (paths[0] === null || paths[0] !== paths[1]) return;
  throw invalid(`${questionsFile} was given for the questions and for the annotations`);
}

function refuseOtherSubtype(
  ofQuestions: About,
  ofAnnotations: About,
  questionsFile: string,
  annotationsFile: string,
): void {
  const [one, other] = [ofQuestions.subtype, ofAnnotations.subtype];
  if (one === null || other === null || one === other) return;
  throw invalid(`${questionsFile} is of ${one}, ${annotationsFile} of ${other}`);
}

function otherOf(step: Step): Step {
  return step === 'questions' ? 'annotations' : 'questions';
}

function swapped(path: string, step: Step): BenchError {
  return new BenchError('DATASET_INVALID', `${path} holds ${otherOf(step)}, not ${step}.`, {
    remedy: 'Give the file with the questions as --questions and the one with the annotations as --annotations.',
  });
}

function unknownEvaluator(name: string): BenchError {
  return new BenchError('USAGE', `There is no evaluator "${name}" for ten answers.`, {
    remedy: `Choose one of: ${EVALUATOR_IDS.join(', ')}`,
  });
}

/** The id as its file writes it. */
function nameOfQuestion({ questionId, originalId }: VqaQuestion): string {
  return originalId ?? String(questionId);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function nameOf({ value }: JsonEntry): string | null {
  return typeof value === 'object' && value !== null && 'name' in value ? textOf(value.name) : null;
}

function invalid(what: string): BenchError {
  return new BenchError('DATASET_INVALID', `${what}.`, {
    remedy: 'Take the questions, the annotations and the images of one split from https://visualqa.org/download.html.',
  });
}
