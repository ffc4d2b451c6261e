import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { tinyJpeg } from '#datasets/image/images.fixture.ts';

export type VqaFiles = { readonly questions: string; readonly annotations: string; readonly images: string };

const BLOCK = 2000;
const TYPES = [
  { answerType: 'yes/no', questionType: 'is the', answers: ['yes', 'no'] },
  { answerType: 'number', questionType: 'how many', answers: ['2', '3'] },
  { answerType: 'other', questionType: 'what color', answers: ['dark red', 'red'] },
  { answerType: 'other', questionType: 'where', answers: ['on the street', 'outside'] },
] as const;

/**
 * Writes files in the official format, of any size: questions are dealt to the images in turn, and each image is a tiny
 * JPEG. No chance in it.
 */
export function writeVqaFiles(
  folder: string,
  sizes: { readonly questions: number; readonly images: number },
): VqaFiles {
  const files = {
    questions: join(folder, 'v2_OpenEnded_mscoco_val2014_questions.json'),
    annotations: join(folder, 'v2_mscoco_val2014_annotations.json'),
    images: join(folder, 'val2014'),
  };
  mkdirSync(files.images, { recursive: true });
  for (let image = 1; image <= sizes.images; image += 1) {
    writeFileSync(join(files.images, imageFileName(image)), tinyJpeg(String(image)));
  }
  const idOf = (index: number): { questionId: number; imageId: number } => {
    const imageId = 1 + (index % sizes.images);
    return { imageId, questionId: imageId * 1000 + Math.floor(index / sizes.images) };
  };
  writeList(files.questions, 'questions', sizes.questions, (index) => {
    const { questionId, imageId } = idOf(index);
    return { image_id: imageId, question: `What stands beside thing number ${index} in it?`, question_id: questionId };
  });
  writeList(files.annotations, 'annotations', sizes.questions, (index) => {
    const { questionId, imageId } = idOf(index);
    const { answerType, questionType, answers } = TYPES[index % TYPES.length] ?? TYPES[0];
    return {
      question_type: questionType,
      multiple_choice_answer: answers[0],
      answers: Array.from({ length: 10 }, (_, place) => ({
        answer: place < 7 - (index % 3) ? answers[0] : answers[1],
        answer_confidence: 'yes',
        answer_id: place + 1,
      })),
      image_id: imageId,
      answer_type: answerType,
      question_id: questionId,
    };
  });
  return files;
}

export function imageFileName(image: number): string {
  return `COCO_val2014_${String(image).padStart(12, '0')}.jpg`;
}

function writeList(path: string, key: string, count: number, entryAt: (index: number) => object): void {
  const file = openSync(path, 'w');
  const licence = { url: 'http://creativecommons.org/licenses/by/4.0/', name: 'Creative Commons Attribution 4.0' };
  const head = JSON.stringify({ info: { version: '2.0' }, license: licence, data_subtype: 'val2014' });
  writeSync(file, `${head.slice(0, -1)}, "${key}": [`);
  for (let from = 0; from < count; from += BLOCK) {
    const entries = Array.from({ length: Math.min(BLOCK, count - from) }, (_, offset) => entryAt(from + offset));
    writeSync(file, `${from === 0 ? '' : ', '}${entries.map((entry) => JSON.stringify(entry)).join(', ')}`);
  }
  writeSync(file, ']}');
  closeSync(file);
}
