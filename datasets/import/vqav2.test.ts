import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PILLOW_JPEGS, tinyJpeg } from '#datasets/image/images.fixture.ts';
import { type LibraryFixture, libraryFixture } from '#datasets/library/library.fixture.ts';
import { imageFileName } from '#datasets/library/vqa-files.fixture.ts';

let fixture: LibraryFixture;
beforeEach(() => {
  fixture = libraryFixture({ questions: 40, images: 10 });
});
afterEach(() => fixture.remove());

type Overrides = Parameters<LibraryFixture['vqaImport']>[0];
type Listed = Record<string, unknown> & { question_id: number; image_id: number };

async function importing(overrides?: Overrides): Promise<unknown> {
  return fixture.datasets.import(fixture.vqaImport(overrides), fixture.work);
}

/** Rewrites the list of a generated file. */
function change(key: 'questions' | 'annotations', edit: (list: Listed[]) => object[]): void {
  const path = fixture.files[key];
  const json = JSON.parse(readFileSync(path, 'utf8')) as Record<string, Listed[]>;
  writeFileSync(path, JSON.stringify({ ...json, [key]: edit(json[key] ?? []) }));
}

const image = (id: number): string => join(fixture.files.images, imageFileName(id));

test('swapped files, one file for both and an unknown evaluator are refused at once', async () => {
  const { questions, annotations } = fixture.files;
  await expect(importing({ questionsFile: annotations, annotationsFile: questions })).rejects.toThrow(
    `${annotations} holds annotations, not questions.`,
  );
  await expect(importing({ annotationsFile: questions })).rejects.toThrow(
    `${questions} was given for the questions and for the annotations.`,
  );
  const link = join(fixture.folder, 'link.json');
  symlinkSync(questions, link);
  await expect(importing({ annotationsFile: link })).rejects.toThrow('for the questions and for the annotations');
  await expect(importing({ evaluator: 'match-1' })).rejects.toMatchObject({ code: 'USAGE' });
});

test('the answers file of another program is no annotations file', async () => {
  writeFileSync(fixture.files.annotations, '[{"question_id": 1000, "answer": "yes"}]');
  await expect(importing()).rejects.toThrow('is broken at byte 0: an object should stand there.');
  writeFileSync(fixture.files.annotations, '{"results": []}');
  await expect(importing()).rejects.toThrow('has no list of annotations, or an empty one.');
});

test('truncated files are distinguished from broken ones, plain and gzip', async () => {
  const whole = readFileSync(fixture.files.annotations);
  writeFileSync(fixture.files.annotations, whole.subarray(0, whole.length / 2));
  await expect(importing()).rejects.toThrow(
    `${fixture.files.annotations} ends in the middle, after ${Math.floor(whole.length / 2)} bytes: it is truncated.`,
  );
  const packed = gzipSync(whole);
  writeFileSync(fixture.files.annotations, packed.subarray(0, packed.length / 2));
  await expect(importing()).rejects.toThrow('ends in the middle: the gzip file is truncated.');
  packed.fill(0, 20, 60);
  writeFileSync(fixture.files.annotations, packed);
  await expect(importing()).rejects.toThrow('is a broken gzip file');
});

test('questions and annotations must be of each other, each once', async () => {
  const [{ question_id: last }] = (JSON.parse(readFileSync(fixture.files.questions, 'utf8')) as { questions: [Listed] })
    .questions;
  change('annotations', (list) => list.slice(1));
  await expect(importing()).rejects.toThrow(
    `has no annotation of these questions of ${fixture.files.questions}: ${last}.`,
  );
  change('questions', (list) => list.slice(2));
  await expect(importing()).rejects.toThrow(
    `has an annotation of question 2000, which ${fixture.files.questions} lacks.`,
  );
  change('annotations', (list) => [...list.slice(1), ...list.slice(1, 2)]);
  await expect(importing()).rejects.toThrow(
    `${fixture.files.annotations}.annotations[38] is the second annotation of question 3000.`,
  );
  change('questions', (list) => [...list, ...list.slice(0, 1)]);
  await expect(importing()).rejects.toThrow(`${fixture.files.questions}.questions[38] repeats question 3000.`);
});

test.each([
  ['a small id', 3000],
  ['an id of sixteen digits', 3_000_000_000_000_000],
])('%s is the same as a number and as a text, in both files', async (_name, id) => {
  const sameId = (list: Listed[]): Listed[] =>
    list.map((each) => (each.question_id === 3000 ? { ...each, question_id: id } : each));
  const again = (list: Listed[]): object[] => [
    ...list,
    ...list.filter((each) => each.question_id === id).map((each) => ({ ...each, question_id: String(id) })),
  ];
  change('annotations', (list) => again(sameId(list)));
  change('questions', (list) => sameId(list));
  await expect(importing()).rejects.toThrow(`.annotations[40] is the second annotation of question ${id}.`);
  change('questions', again);
  await expect(importing()).rejects.toThrow(`.questions[40] repeats question ${id}.`);
});

test('one image by two ids is refused, with the questions that name it', async () => {
  change('questions', (list) => list.map((each, index) => (index === 32 ? { ...each, image_id: '0003' } : each)));
  await expect(importing()).rejects.toThrow(
    `${imageFileName(3)} is image 3 of question 3000 and image 0003 of question 3003.`,
  );
});

test('a question and its annotation must be about the same image', async () => {
  change('annotations', (list) => list.map((each, index) => (index === 4 ? { ...each, image_id: 9 } : each)));
  await expect(importing()).rejects.toThrow('says that question 5000 is about image 9');
});

test('an entry that is not as the format says is named by its place', async () => {
  change('annotations', (list) => list.map((each, index) => (index === 3 ? { ...each, answers: [] } : each)));
  await expect(importing()).rejects.toThrow(
    `${fixture.files.annotations}.annotations[3].answers should be 10 answers, not 0.`,
  );
});

test('files of different splits are not of each other', async () => {
  const { annotations } = fixture.files;
  writeFileSync(annotations, readFileSync(annotations, 'utf8').replace('val2014', 'train2014'));
  await expect(importing()).rejects.toThrow(`is of val2014, ${annotations} of train2014.`);
});

test('missing images are counted and named', async () => {
  for (const id of [2, 3, 4, 5, 6, 7, 8]) rmSync(image(id));
  await expect(importing()).rejects.toThrow(
    `${fixture.files.images} lacks 7 of the 10 images that the questions are about: 2; 3; 4; 5; 6; and 2 more.`,
  );
  await expect(importing({ imagesFolder: join(fixture.folder, 'none') })).rejects.toMatchObject({
    code: 'FILE_NOT_FOUND',
  });
});

test('an image that cannot be decoded is named with its question and its reason, on one thread and on several', async () => {
  const broken = tinyJpeg('2').subarray(0, -20);
  writeFileSync(image(2), broken);
  const message = `Of the images in ${fixture.files.images}, ${imageFileName(2)} (question 2000) is truncated: the file ends before the last of its pixels.`;
  await expect(importing()).rejects.toThrow(message);
  fixture.remove();
  fixture = libraryFixture({ questions: 80, images: 80 });
  writeFileSync(image(2), broken);
  await expect(importing()).rejects.toThrow(imageFileName(2));
  writeFileSync(image(2), PILLOW_JPEGS.cmyk.file);
  await importing();
  expect(fixture.progress.at(-1)).toEqual({ step: 'images', done: 80, total: 80 });
  expect(await fixture.datasets.verify('vqav2-val', fixture.work)).toEqual([]);
});

test('files that are no images, and two files for one image, are named', async () => {
  writeFileSync(image(2), '<html>404</html>');
  writeFileSync(image(3), '');
  await expect(importing()).rejects.toThrow(
    `${imageFileName(2)} (question 2000) is neither PNG nor JPEG; ${imageFileName(3)} (question 3000) is empty.`,
  );
  writeFileSync(join(fixture.files.images, '5.png'), 'x');
  await expect(importing()).rejects.toThrow(`has more than one file for an image: 5.png and ${imageFileName(5)}.`);
});

test('a file that is not there and a folder in its place are named', async () => {
  await expect(importing({ questionsFile: join(fixture.folder, 'none.json') })).rejects.toMatchObject({
    code: 'FILE_NOT_FOUND',
    message: `There is no file ${join(fixture.folder, 'none.json')}.`,
  });
  const below = join(fixture.files.questions, 'none.json');
  await expect(importing({ questionsFile: below })).rejects.toMatchObject({
    code: 'FILE_NOT_FOUND',
    message: `There is no file ${below}.`,
  });
  await expect(importing({ questionsFile: fixture.folder })).rejects.toMatchObject({
    code: 'FILE_NOT_FOUND',
    message: `${fixture.folder} is a folder, not a file.`,
    remedy: 'Name the file itself.',
  });
});
