import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LibraryFixture, libraryFixture } from '#datasets/library/library.fixture.ts';
import { imageFileName } from '#datasets/library/vqa-files.fixture.ts';
import type { LoadedDataset } from '#harness/ports/dataset.ts';

let fixture: LibraryFixture;
beforeEach(() => {
  fixture = libraryFixture({ questions: 4, images: 4 });
});
afterEach(() => fixture.remove());

async function importing(lines: readonly (string | object)[], ending = '\n'): Promise<LoadedDataset | undefined> {
  const file = join(fixture.folder, 'own.jsonl');
  writeFileSync(file, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join(ending));
  await fixture.datasets.import(fixture.jsonlImport(file), fixture.work);
  return (await fixture.datasets.find('own'))?.load('all');
}

const [one, two] = [imageFileName(1), imageFileName(2)];
const line = (image: string, answers: unknown, question = 'What?'): object => ({ image, question, answers });
const ten = Array.from({ length: 10 }, (_, index) => (index < 6 ? 'Two.' : '3'));

test('images are numbered as they come, and questions by their image, as VQAv2 does', async () => {
  const loaded = await importing([line(two, 'cat'), line(one, 'Yes'), line(two, ['a 4'])]);
  expect(loaded?.questions.map(({ id, imageId, answerType }) => ({ id, imageId, answerType }))).toEqual([
    { id: 1000, imageId: 1, answerType: 'other' },
    { id: 2000, imageId: 2, answerType: 'yes/no' },
    { id: 1001, imageId: 1, answerType: 'number' },
  ]);
  expect(loaded?.reference.evaluator).toBe('match-1');
  const [first] = loaded?.questions ?? [];
  expect(first === undefined ? null : loaded?.score(first, 'The cat.')).toEqual({ score: 1, agrees: true });
});

test('ten answers are scored by the official evaluator', async () => {
  const loaded = await importing([line(one, ten)]);
  expect(loaded?.reference.evaluator).toBe('vqa-2016');
  expect(loaded?.questions[0]?.answerType).toBe('number');
});

test('empty lines, Windows line ends and a byte order mark do not matter', async () => {
  const lines = [`\ufeff${JSON.stringify(line(one, 'cat'))}`, '', JSON.stringify(line(`.\\${two}`, 'dog')), ''];
  const loaded = await importing(lines, '\r\n');
  expect(loaded?.questions).toHaveLength(2);
});

test.each([
  ['a line that is no JSON', ['{"image":'], /own\.jsonl:1 is not JSON/],
  [
    'a missing answer',
    [line(one, 'cat'), { image: one, question: 'What?' }],
    /own\.jsonl:2 has no answer, the lines before it one answer/,
  ],
  ['two answers', [line(one, ['cat', 'dog'])], /own\.jsonl:1\.answers should be one answer or ten, not 2/],
  ['one answer after ten', [line(one, ten), line(two, 'cat')], /own\.jsonl:2 has one answer, the lines before it ten/],
  [
    'an answer that is a number',
    [line(one, 4)],
    /own\.jsonl:1\.answers should be a text, or a list of one text or ten/,
  ],
  ['an empty answer', [line(one, ' ')], /own\.jsonl:1\.answers should be a text that is not empty/],
  ['an empty answer in a list', [line(one, [''])], /own\.jsonl:1\.answers should be a text that is not empty/],
  ['an answer in a list that is no text', [line(one, [4])], /own\.jsonl:1\.answers should be a list of texts/],
  ['a line that comes twice', [line(one, 'cat'), line(two, 'cat'), line(one, 'cat')], /own\.jsonl:3 repeats line 1\./],
  [
    'a line that comes twice in other words for its image',
    [line(one, 'cat'), line(`./${one}`, ['cat'])],
    /:2 repeats line 1/,
  ],
  [
    'an id of two lines, as a number and as a text',
    [
      { id: 1, ...line(one, 'cat') },
      { id: '2', ...line(two, 'cat') },
      { id: '1', ...line(two, 'dog') },
    ],
    /own\.jsonl:3 has the id 1, which line 1 has already\./,
  ],
  [
    'an id of two lines, as the same text',
    [
      { id: 'cat', ...line(one, 'cat') },
      { id: 'cat', ...line(two, 'cat') },
    ],
    /own\.jsonl:2 has the id cat, which line 1 has already\./,
  ],
  [
    'an empty question',
    [line(one, 'cat'), line(one, 'cat', ' ')],
    /own\.jsonl:2\.question should be a text that is not empty/,
  ],
  ['an image outside the folder', [line('../secret.png', 'cat')], /image inside the folder of images/],
  ['an absolute path', [line('/etc/passwd', 'cat')], /image inside the folder of images/],
  ['an image that is not there', [line(one, 'cat'), line('no.png', 'cat')], /no\.png \(line 2\) is missing/],
  ['no question at all', ['', ''], /has no questions/],
  ['a list instead of lines', ['[{}]'], /own\.jsonl:1 is not an object/],
] as const)('%s is refused by its line', async (_name, lines, message) => {
  await expect(importing(lines)).rejects.toThrow(message);
  await expect(importing(lines)).rejects.toMatchObject({ code: 'DATASET_INVALID' });
});

test('the same question about another image, or with another answer, is no repetition', async () => {
  expect((await importing([line(one, 'cat'), line(two, 'cat'), line(one, 'dog')]))?.questions).toHaveLength(3);
});

test('text that is not UTF-8 is refused instead of being changed', async () => {
  const file = join(fixture.folder, 'latin.jsonl');
  writeFileSync(file, Buffer.from(JSON.stringify(line(one, 'caf\u00e9')), 'latin1'));
  await expect(fixture.datasets.import(fixture.jsonlImport(file), fixture.work)).rejects.toThrow('is not UTF-8 text.');
});

test('an image has at most a thousand questions', async () => {
  await expect(
    importing(Array.from({ length: 1001 }, (_, index) => line(one, 'cat', `What is ${index}?`))),
  ).rejects.toThrow('more than 1000 questions');
});
