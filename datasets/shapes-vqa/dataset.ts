import { join } from 'node:path';
import { type AnnotatedQuestion, joinVqa, parseVqaAnnotations, parseVqaQuestions } from '#datasets/vqav2/files.ts';
import { checkImages } from '#datasets/image-files/check-images.ts';
import { agreesWithMost, scoreAnswer } from '#datasets/vqav2/evaluator.ts';
import type { Question } from '#harness/domain/dataset.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { DatasetWork, LoadedDataset } from '#harness/ports/dataset.ts';
import type { ShippedDataset } from '#datasets/library/library.ts';
import { brokenFiles, type Manifest, parseJson, readManifest, readVerified } from './manifest.ts';
import { stratifiedSubset } from './subset.ts';

const SHAPES_VQA_ID = 'shapes-vqa';

const EVALUATOR = 'vqa-2016';
const QUESTIONS_FILE = 'v2_OpenEnded_shapes_val_questions.json';
const ANNOTATIONS_FILE = 'v2_shapes_val_annotations.json';
const CAPTION_PROMPT = 'Describe the image.';
/** Questions number their image times 1000 plus 0 … 3; captions take the last number of each image. */
const CAPTION_NUMBER = 999;

/**
 * `all`: every question. `mixed` and `smoke`: fixed selections that keep the shares of the answer types. `captions`:
 * long answers, unscored.
 */
export const SHAPES_VQA_SUBSETS = ['all', 'mixed', 'smoke', 'captions'] as const;
type Subset = (typeof SHAPES_VQA_SUBSETS)[number];

const SUBSET_SIZES = { mixed: 24, smoke: 12 } as const;

/** Questions about drawn shapes, small enough to ship with the harness. */
export function shapesVqa(folder: string = import.meta.dirname): ShippedDataset {
  return {
    id: SHAPES_VQA_ID,
    load: async (subset) => loadSubset(folder, parseSubset(subset)),
    summarise: async () => {
      const { questions, images, licence } = await readManifest(folder);
      return {
        id: SHAPES_VQA_ID,
        origin: 'shipped',
        questions,
        images,
        evaluator: EVALUATOR,
        licence,
        subsets: SHAPES_VQA_SUBSETS,
      };
    },
    verify: async (work) => verifyFiles(folder, await readManifest(folder), work),
  };
}

/** Hashes of all files first; an image that is as the manifest says is decoded, too. */
async function verifyFiles(folder: string, manifest: Manifest, work: DatasetWork): Promise<readonly string[]> {
  const broken = await brokenFiles(folder, manifest);
  const images = [...manifest.files.keys()].filter((name) => name.endsWith('.png')).map((name) => join(folder, name));
  const unreadable: string[] = [];
  await checkImages(images, work.signal, (index, checked) => {
    const path = images[index] ?? '';
    const isKnown = broken.some((problem) => problem.startsWith(path));
    if ('problem' in checked && !isKnown) unreadable.push(`${path} ${checked.problem}`);
    work.onProgress({ step: 'images', done: index + 1, total: images.length });
  });
  return [...broken, ...unreadable];
}

async function loadSubset(folder: string, subset: Subset): Promise<LoadedDataset> {
  const manifest = await readManifest(folder);
  const files = await readVerified(folder, manifest, [QUESTIONS_FILE, ANNOTATIONS_FILE]);
  const json = (name: string): unknown => parseJson(files.get(name) ?? Buffer.alloc(0), join(folder, name));
  const annotated = joinVqa(
    parseVqaQuestions(json(QUESTIONS_FILE), join(folder, QUESTIONS_FILE)),
    parseVqaAnnotations(json(ANNOTATIONS_FILE), join(folder, ANNOTATIONS_FILE)),
    join(folder, ANNOTATIONS_FILE),
  );
  const selected = select(annotated, subset);
  await readVerified(folder, manifest, [...new Set(selected.map(({ imageId }) => imageName(imageId)))]);
  const questions = selected.map((question) => toQuestion(question, folder, manifest));
  return {
    reference: {
      id: SHAPES_VQA_ID,
      subset,
      manifestSha256: manifest.sha256,
      licence: manifest.licence,
      evaluator: EVALUATOR,
      questions: questions.length,
    },
    questions,
    score: ({ answers }, answer) =>
      answers.length === 0
        ? null
        : { score: scoreAnswer(EVALUATOR, answer, answers), agrees: agreesWithMost(EVALUATOR, answer, answers) },
  };
}

type Selected = Omit<AnnotatedQuestion, 'answerType'> & { readonly answerType: string };

function select(annotated: readonly AnnotatedQuestion[], subset: Subset): readonly Selected[] {
  if (subset === 'captions') return [...new Set(annotated.map(({ imageId }) => imageId))].map(captionQuestion);
  return subset === 'all' ? annotated : stratified(annotated, SUBSET_SIZES[subset]);
}

/**
 * One hash order for every size, so that a smaller selection lies inside a larger one but for rounding of the shares.
 */
function stratified(annotated: readonly AnnotatedQuestion[], count: number): readonly AnnotatedQuestion[] {
  return stratifiedSubset(
    annotated,
    count,
    ({ answerType }) => answerType,
    ({ questionId }) => `${SHAPES_VQA_ID}:${questionId}`,
  );
}

function captionQuestion(imageId: number): Selected {
  return {
    questionId: imageId * 1000 + CAPTION_NUMBER,
    imageId,
    text: CAPTION_PROMPT,
    questionType: 'describe',
    answerType: 'caption',
    answers: [],
  };
}

function toQuestion(question: Selected, folder: string, manifest: Manifest): Question {
  const name = imageName(question.imageId);
  return {
    id: question.questionId,
    imageId: question.imageId,
    imageSha256: manifest.files.get(name) ?? '',
    imagePath: join(folder, name),
    text: question.text,
    answerType: question.answerType,
    questionType: question.questionType,
    answers: question.answers,
  };
}

function imageName(imageId: number): string {
  return `images/SHAPES_val_${String(imageId).padStart(12, '0')}.png`;
}

function parseSubset(name: string): Subset {
  const subset = SHAPES_VQA_SUBSETS.find((candidate) => candidate === name);
  if (subset !== undefined) return subset;
  throw new BenchError('UNKNOWN_DATASET', `${SHAPES_VQA_ID} has no subset "${name}".`, {
    remedy: `Choose one of: ${SHAPES_VQA_SUBSETS.join(', ')}.`,
  });
}
