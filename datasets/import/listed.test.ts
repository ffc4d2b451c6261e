import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tinyJpeg } from '#datasets/image/images.fixture.ts';
import { type LibraryFixture, libraryFixture } from '#datasets/library/library.fixture.ts';
import type { LoadedDataset } from '#harness/ports/dataset.ts';

let fixture: LibraryFixture;
let images: string;
beforeEach(() => {
  fixture = libraryFixture({ questions: 1, images: 1 });
  images = join(fixture.folder, 'images');
  mkdirSync(images);
});
afterEach(() => fixture.remove());

async function imported(format: 'vizwiz' | 'textvqa' | 'gqa', json: unknown): Promise<LoadedDataset | undefined> {
  const file = join(fixture.folder, 'questions.json');
  writeFileSync(file, JSON.stringify(json));
  const common = { id: format, imagesFolder: images, licence: null, importedAt: new Date('2026-01-31T12:00:00Z') };
  await fixture.datasets.import({ ...common, kind: 'listed', format, file }, fixture.work);
  return (await fixture.datasets.find(format))?.load('all');
}

function addImages(...names: readonly string[]): void {
  for (const name of names) writeFileSync(join(images, name), tinyJpeg(name));
}

const ten = (answer: string): string[] => Array.from({ length: 10 }, () => answer);

test('VizWiz: a list whose images are the ids', async () => {
  addImages('VizWiz_val_00000000.jpg', 'VizWiz_val_00000001.jpg');
  const answers = ten('basil leaves').map((answer) => ({ answer, answer_confidence: 'yes' }));
  const loaded = await imported('vizwiz', [
    { image: 'VizWiz_val_00000000.jpg', question: 'What is this?', answers, answer_type: 'other', answerable: 1 },
    {
      image: 'VizWiz_val_00000001.jpg',
      question: 'Can you tell me?',
      answers: ten('unanswerable').map((answer) => ({ answer, answer_confidence: 'maybe' })),
      answer_type: 'unanswerable',
      answerable: 0,
    },
  ]);
  expect(loaded?.reference.evaluator).toBe('vizwiz');
  expect(loaded?.questions).toMatchObject([
    { originalId: 'VizWiz_val_00000000.jpg', answerType: 'other', imagePath: join(images, 'VizWiz_val_00000000.jpg') },
    { originalId: 'VizWiz_val_00000001.jpg', answerType: 'unanswerable' },
  ]);
  const [first] = loaded?.questions ?? [];
  expect(first === undefined ? null : loaded?.score(first, 'Basil leaves.')).toEqual({ score: 1, agrees: true });
});

test('TextVQA: the list data, whose image ids are hexadecimal texts', async () => {
  addImages('003a8ae2ef43b901.jpg');
  const question = (id: number, text: string): object => ({
    question: text,
    image_id: '003a8ae2ef43b901',
    image_classes: ['Cassette deck'],
    flickr_original_url: 'https://farm2.staticflickr.com/1.jpg',
    image_width: 1024,
    image_height: 664,
    answers: ten('dakota'),
    question_tokens: ['what'],
    question_id: id,
    set_name: 'val',
  });
  const loaded = await imported('textvqa', {
    dataset_type: 'val',
    dataset_name: 'textvqa',
    dataset_version: '0.5.1',
    data: [question(34602, 'what is the brand?'), question(34603, 'who made it?')],
  });
  expect(loaded?.reference.evaluator).toBe('textvqa');
  expect(loaded?.questions.map(({ id }) => id)).toEqual([34602, 34603]);
  const imageIds = new Set(loaded?.questions.map(({ imageId }) => imageId));
  expect([...imageIds]).toEqual([expect.toSatisfy((id: number) => id >= 2 ** 52)]);
});

test('GQA: an object whose names are the ids, leading zeros and all', async () => {
  addImages('2405722.jpg', 'n161313.jpg');
  const question = (imageId: string, answer: string): object => ({
    semantic: [],
    entailed: [],
    equivalent: ['02930152'],
    question: 'Is the sky dark?',
    imageId,
    isBalanced: true,
    groups: { global: null, local: '06-sky_dark' },
    answer,
    semanticStr: 'select: sky [2486325]',
    annotations: { answer: {}, question: {}, fullAnswer: {} },
    types: { detailed: 'verifyAttr', semantic: 'attr', structural: 'verify' },
    fullAnswer: 'Yes, the sky is dark.',
  });
  // JavaScript puts the name that is a plain number first.
  const loaded = await imported('gqa', {
    '02930152': question('2405722', 'yes'),
    '2930152': question('n161313', 'two'),
  });
  expect(loaded?.reference.evaluator).toBe('gqa');
  expect(loaded?.questions).toMatchObject([
    { id: 2930152, answerType: 'number', imagePath: join(images, 'n161313.jpg') },
    { originalId: '02930152', imageId: 2405722, answerType: 'yes/no', questionType: 'verify', answers: ['yes'] },
  ]);
});

test('a split whose answers are not published has no evaluator, and one with some answers is refused', async () => {
  addImages('1.jpg', '2.jpg');
  const open = { imageId: '1', question: 'What?' };
  expect((await imported('gqa', { a: open, b: { ...open, imageId: '2' } }))?.reference.evaluator).toBe('none');
  await fixture.datasets.remove('gqa');
  await expect(imported('gqa', { a: open, b: { ...open, answer: 'yes' } })).rejects.toThrow(
    'questions.json.b has an answer, the questions before it have none.',
  );
});

test('a file of another format, a question twice and missing images are named', async () => {
  addImages('1.jpg');
  await expect(imported('vizwiz', { questions: [] })).rejects.toThrow('a list should stand there');
  await expect(imported('textvqa', { questions: [] })).rejects.toThrow('has no questions of textvqa');
  await expect(imported('gqa', { questions: [{}] })).rejects.toThrow(
    /questions\.json\.questions\[0\]\.imageId should be/,
  );
  const one = { image_id: '1', question: 'What?', answers: ten('a'), question_id: 5 };
  await expect(imported('textvqa', { data: [one, one] })).rejects.toThrow('questions.json.data[1] repeats question 5.');
  await expect(imported('textvqa', { data: [one, { ...one, question_id: '5' }] })).rejects.toThrow(
    'questions.json.data[1] repeats question 5.',
  );
  await expect(imported('textvqa', { data: [{ ...one, image_id: 'abc' }] })).rejects.toThrow(
    `${images} lacks 1 of the 1 images that the questions are about: abc.`,
  );
  await expect(imported('textvqa', { data: [{ ...one, answers: ['a'] }] })).rejects.toThrow(
    'questions.json.data[0].answers should be 10 answers, not 1.',
  );
});

test('one image by two names is refused: its questions would be counted as those of two images', async () => {
  addImages('1.jpg');
  const question = (image: string): object => ({ image, question: 'What?' });
  await expect(imported('vizwiz', [question('1.jpg'), question('1')])).rejects.toThrow(
    '1.jpg is image 1.jpg of question 1.jpg and image 1 of question 1.',
  );
});
