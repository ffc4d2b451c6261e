import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tinyJpeg } from '#datasets/image/images.fixture.ts';
import { type LibraryFixture, libraryFixture } from '#datasets/library/library.fixture.ts';
import { imageFileName } from '#datasets/library/vqa-files.fixture.ts';
import type { LoadedDataset } from '#harness/ports/dataset.ts';

let fixture: LibraryFixture;
beforeEach(() => {
  fixture = libraryFixture({ questions: 8, images: 4 });
});
afterEach(() => fixture.remove());

type Overrides = Parameters<LibraryFixture['vqaImport']>[0];
type Listed = Record<string, unknown> & { question_id: number; image_id: number };

async function imported(overrides: Overrides = {}): Promise<LoadedDataset | undefined> {
  await fixture.datasets.import(fixture.vqaImport(overrides), fixture.work);
  return (await fixture.datasets.find('vqav2-val'))?.load('all');
}

/** Rewrites both lists of the generated files. */
function change(edit: (entry: Listed) => Record<string, unknown>): void {
  for (const key of ['questions', 'annotations'] as const) {
    const path = fixture.files[key];
    const json = JSON.parse(readFileSync(path, 'utf8')) as Record<string, Listed[]>;
    writeFileSync(path, JSON.stringify({ ...json, [key]: (json[key] ?? []).map(edit) }));
  }
}

function manifest(): string {
  return readFileSync(join(fixture.datasetsFolder, 'vqav2-val', 'manifest.json'), 'utf8');
}

test('a byte order mark changes nothing, UTF-16 and zip archives are refused by name', async () => {
  await imported();
  const before = manifest();
  await fixture.datasets.remove('vqav2-val');
  const { questions } = fixture.files;
  const text = readFileSync(questions);
  writeFileSync(questions, Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), text]));
  await imported();
  expect(manifest()).toBe(before);
  await fixture.datasets.remove('vqav2-val');
  writeFileSync(questions, Buffer.from(`\ufeff${text.toString()}`, 'utf16le'));
  await expect(imported()).rejects.toMatchObject({
    message: `${questions} is text in UTF-16, not in UTF-8.`,
    remedy: expect.stringContaining('iconv -f UTF-16 -t UTF-8'),
  });
  writeFileSync(questions, Buffer.from('PK\x03\x04 and so on', 'latin1'));
  await expect(imported()).rejects.toThrow(`${questions} is a zip archive.`);
});

test('what macOS leaves beside images is passed over, and folders are looked through', async () => {
  await imported();
  const before = manifest();
  await fixture.datasets.remove('vqav2-val');
  const { images } = fixture.files;
  for (const companion of ['._', '.DS_Store', 'Thumbs.db', `._${imageFileName(1)}`, 'notes 1.txt']) {
    writeFileSync(join(images, companion), '\0\x05\x16\x07');
  }
  mkdirSync(join(images, '__MACOSX'));
  writeFileSync(join(images, '__MACOSX', imageFileName(2)), 'x');
  mkdirSync(join(images, 'folder 3.jpg'));
  mkdirSync(join(images, 'part', 'deep'), { recursive: true });
  renameSync(join(images, imageFileName(2)), join(images, 'part', 'deep', imageFileName(2)));
  const loaded = await imported();
  expect(loaded?.questions[1]?.imagePath).toBe(join(images, 'part', 'deep', imageFileName(2)));
  expect(manifest()).toBe(before);
  expect(await fixture.datasets.verify('vqav2-val', fixture.work)).toEqual([]);
});

test('images that are moved into another folder below are found again, and one that vanished is named before a run', async () => {
  await imported();
  const { images } = fixture.files;
  mkdirSync(join(images, 'later'));
  renameSync(join(images, imageFileName(3)), join(images, 'later', imageFileName(3)));
  const dataset = await fixture.datasets.find('vqav2-val');
  expect((await dataset?.load('all'))?.questions[2]?.imagePath).toBe(join(images, 'later', imageFileName(3)));
  rmSync(join(images, 'later', imageFileName(3)));
  await expect(dataset?.load('all')).rejects.toMatchObject({
    code: 'DATASET_INVALID',
    message: `${join(images, imageFileName(3))} is missing.`,
  });
});

test('ids that are written as texts are the same numbers', async () => {
  change((entry) => ({ ...entry, question_id: String(entry.question_id), image_id: String(entry.image_id) }));
  const loaded = await imported();
  expect(loaded?.questions[0]).toMatchObject({ id: 1000, imageId: 1 });
  expect(loaded?.questions[0]).not.toHaveProperty('originalId');
});

test('ids of another scheme keep their text and become numbers that depend on nothing else', async () => {
  // OK-VQA numbers the questions of image i from 10 · i on.
  change((entry) => ({ ...entry, question_id: 10 * entry.image_id + (entry.question_id % 1000) }));
  expect((await imported({ format: 'okvqa' }))?.questions[0]).toMatchObject({ id: 10, imageId: 1 });
  await fixture.datasets.remove('vqav2-val');
  change((entry) => ({ ...entry, question_id: `q-${entry.question_id}` }));
  const loaded = await imported();
  const ids = loaded?.questions.map(({ id }) => id) ?? [];
  expect(loaded?.questions[0]).toMatchObject({ originalId: 'q-10' });
  expect(new Set(ids).size).toBe(8);
  for (const id of ids) expect(Number.isSafeInteger(id) && id >= 2 ** 52).toBe(true);
  // The same of the other order of the file.
  await fixture.datasets.remove('vqav2-val');
  const { questions } = fixture.files;
  const json = JSON.parse(readFileSync(questions, 'utf8')) as { questions: Listed[] };
  writeFileSync(questions, JSON.stringify({ ...json, questions: json.questions.toReversed() }));
  expect(new Set((await imported())?.questions.map(({ id }) => id))).toEqual(new Set(ids));
});

test('a split without annotations is imported without answers', async () => {
  const loaded = await imported({ annotationsFile: null });
  expect(loaded?.reference).toMatchObject({ evaluator: 'none', questions: 8 });
  const [first] = loaded?.questions ?? [];
  expect(first).toMatchObject({ answers: [] });
  expect(first === undefined ? null : loaded?.score(first, 'yes')).toBeNull();
});

test('a name in decomposed Unicode is the same name', async () => {
  const name = 'k\u00e4tze.jpg';
  writeFileSync(join(fixture.files.images, name.normalize('NFD')), tinyJpeg('cat'));
  const file = join(fixture.folder, 'own.jsonl');
  writeFileSync(file, JSON.stringify({ id: 'cat-1', image: name.normalize('NFC'), question: 'What?', answers: 'cat' }));
  await fixture.datasets.import(fixture.jsonlImport(file), fixture.work);
  const loaded = await (await fixture.datasets.find('own'))?.load('all');
  expect(loaded?.questions).toMatchObject([
    { originalId: 'cat-1', imagePath: join(fixture.files.images, name.normalize('NFD')) },
  ]);
});
