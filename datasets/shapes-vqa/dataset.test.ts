import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { SHAPES_VQA_SUBSETS, shapesVqa } from './dataset.ts';

const FOLDER = import.meta.dirname;
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function copyOfDataset(): string {
  const folder = mkdtempSync(join(tmpdir(), 'shapes-vqa-'));
  folders.push(folder);
  cpSync(FOLDER, folder, { recursive: true, filter: (path) => !path.endsWith('.ts') });
  return folder;
}

const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

test('all 240 questions have ten answers, an image that is what its hash says, and a score', async () => {
  const dataset = await shapesVqa().load('all');
  expect(dataset.reference).toEqual({
    id: 'shapes-vqa',
    subset: 'all',
    manifestSha256: sha256(join(FOLDER, 'manifest.json')),
    licence: 'CC0-1.0',
    evaluator: 'vqa-2016',
    questions: 240,
  });
  expect(dataset.questions).toHaveLength(240);
  for (const question of dataset.questions) {
    expect(question.answers).toHaveLength(10);
    expect(question.imageSha256).toBe(sha256(question.imagePath));
    expect(dataset.score(question, question.answers[0] ?? '')?.score).toBeGreaterThan(0);
    expect(dataset.score(question, 'no such answer')).toEqual({ score: 0, agrees: false });
  }
});

test('the manifest lists every file of the dataset and no other', () => {
  const manifest = JSON.parse(readFileSync(join(FOLDER, 'manifest.json'), 'utf8')) as {
    files: { name: string; sha256: string; bytes: number }[];
  };
  const present = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(json|png)$/.test(name) && name !== 'manifest.json')
    .sort();
  expect(manifest.files.map(({ name }) => name).sort()).toEqual(present);
  for (const { name, bytes } of manifest.files) expect(statSync(join(FOLDER, name)).size).toBe(bytes);
});

test('the small subsets hold every answer type and never change', async () => {
  const smoke = await shapesVqa().load('smoke');
  const mixed = await shapesVqa().load('mixed');
  expect(smoke.questions).toHaveLength(12);
  expect(mixed.questions).toHaveLength(24);
  expect(new Set(smoke.questions.map(({ answerType }) => answerType))).toEqual(new Set(['yes/no', 'number', 'other']));
  expect(smoke.questions.map(({ id }) => id)).toMatchSnapshot('smoke');
  expect(mixed.questions.map(({ id }) => id)).toMatchSnapshot('mixed');
});

test('captions ask once about each image, under numbers of their own, and are not scored', async () => {
  const captions = await shapesVqa().load('captions');
  const all = await shapesVqa().load('all');
  expect(captions.questions).toHaveLength(60);
  const asked = new Set(all.questions.map(({ id }) => id));
  for (const question of captions.questions) {
    expect(question.text).toBe('Describe the image.');
    expect(asked.has(question.id)).toBe(false);
    expect(captions.score(question, 'a red circle')).toBeNull();
  }
});

test('broken and missing images are all named', async () => {
  const folder = copyOfDataset();
  const [first = '', second = ''] = (await shapesVqa(folder).load('captions')).questions.map((each) => each.imagePath);
  writeFileSync(first, 'not a picture');
  rmSync(second);
  await expect(shapesVqa(folder).load('captions')).rejects.toThrow(
    `${first} does not have the sha256 of the manifest; ${second} is missing.`,
  );
});

test('a changed annotation file is refused before it is read', async () => {
  const folder = copyOfDataset();
  const path = join(folder, 'v2_shapes_val_annotations.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace('"yes"', '"no"'));
  await expect(shapesVqa(folder).load('smoke')).rejects.toMatchObject({
    code: 'DATASET_INVALID',
    message: `${path} does not have the sha256 of the manifest.`,
  });
});

test('a missing or unreadable manifest is named', async () => {
  const folder = copyOfDataset();
  writeFileSync(join(folder, 'manifest.json'), '{');
  await expect(shapesVqa(folder).load('all')).rejects.toThrow(`${join(folder, 'manifest.json')} is not JSON.`);
  rmSync(join(folder, 'manifest.json'));
  await expect(shapesVqa(folder).load('all')).rejects.toThrow(`${join(folder, 'manifest.json')} is missing.`);
});

test('an unknown subset is refused with the known ones', async () => {
  await expect(shapesVqa().load('hard')).rejects.toMatchObject({
    code: 'UNKNOWN_DATASET',
    remedy: `Choose one of: ${SHAPES_VQA_SUBSETS.join(', ')}.`,
  });
});
