import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tinyJpeg } from '#datasets/image/images.fixture.ts';
import { type LibraryFixture, libraryFixture } from './library.fixture.ts';
import { imageFileName } from './vqa-files.fixture.ts';

let fixture: LibraryFixture;
beforeEach(() => {
  fixture = libraryFixture();
});
afterEach(() => fixture.remove());

const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');
const take = async (): Promise<void> => {
  await fixture.datasets.import(fixture.vqaImport(), fixture.work);
};

test('an imported dataset is listed, found and loaded with every question, answer and image', async () => {
  const summary = await fixture.datasets.import(fixture.vqaImport(), fixture.work);
  expect(summary).toEqual({
    id: 'vqav2-val',
    origin: 'imported',
    questions: 120,
    images: 30,
    evaluator: 'vqa-2016',
    licence:
      'Annotations: Creative Commons Attribution 4.0 (https://visualqa.org/terms.html). Images: https://cocodataset.org/#termsofuse',
    subsets: ['all'],
  });
  expect(await fixture.datasets.list()).toEqual([
    expect.objectContaining({ id: 'shapes-vqa', questions: 240 }),
    summary,
  ]);
  const loaded = await (await fixture.datasets.find('vqav2-val'))?.load('all');
  expect(loaded?.reference).toEqual({
    id: 'vqav2-val',
    subset: 'all',
    manifestSha256: sha256(join(fixture.datasetsFolder, 'vqav2-val', 'manifest.json')),
    licence: summary.licence,
    evaluator: 'vqa-2016',
    questions: 120,
  });
  expect(loaded?.questions[31]).toEqual({
    id: 2001,
    imageId: 2,
    imagePath: join(fixture.files.images, imageFileName(2)),
    imageSha256: sha256(join(fixture.files.images, imageFileName(2))),
    text: 'What stands beside thing number 31 in it?',
    questionType: 'where',
    answerType: 'other',
    answers: [...Array.from({ length: 6 }, () => 'on the street'), ...Array.from({ length: 4 }, () => 'outside')],
  });
  const [first] = loaded?.questions ?? [];
  expect(first === undefined ? null : loaded?.score(first, 'Yes.')).toEqual({ score: 1, agrees: true });
});

test('the manifest is the same for gzip and plain files, on every machine, on every day', async () => {
  await take();
  for (const path of [fixture.files.questions, fixture.files.annotations]) {
    writeFileSync(path, gzipSync(readFileSync(path)));
  }
  const other = fixture.vqaImport({ importedAt: new Date('2027-01-01T00:00:00Z') });
  const manifest = join(fixture.datasetsFolder, 'vqav2-val', 'manifest.json');
  const before = sha256(manifest);
  rmSync(join(fixture.datasetsFolder, 'vqav2-val'), { recursive: true });
  await fixture.datasets.import(other, fixture.work);
  expect(sha256(manifest)).toBe(before);
  expect(readFileSync(manifest, 'utf8')).not.toContain(fixture.folder);
});

test('progress tells of every file and of every image, up to the end', async () => {
  await take();
  for (const step of ['questions', 'annotations', 'images'] as const) {
    const last = fixture.progress.findLast((each) => each.step === step);
    expect(last).toMatchObject({ done: last?.total });
  }
});

test('files of a dataset that cannot be read are not called absent', async () => {
  await take();
  const own = join(fixture.datasetsFolder, 'vqav2-val');
  mkdirSync(join(own, 'subsets', 'gate-5.json'), { recursive: true });
  const dataset = await fixture.datasets.find('vqav2-val');
  await expect(dataset?.load('gate-5')).rejects.toMatchObject({
    code: 'FILE_UNREADABLE',
    message: expect.stringMatching(/gate-5\.json cannot be read: it is a folder\.$/),
  });
  rmSync(join(own, 'manifest.json'));
  mkdirSync(join(own, 'manifest.json'));
  await expect(fixture.datasets.find('vqav2-val')).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  rmSync(own, { recursive: true });
  symlinkSync('vqav2-val', own);
  await expect(fixture.datasets.find('vqav2-val')).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  await expect(take()).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  expect(await fixture.datasets.find('nobody')).toBeNull();
});

test('of two imports under one name at once, the second says that the name is taken', async () => {
  const results = await Promise.allSettled([take(), take()]);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'USAGE', message: expect.stringMatching(/^There is a dataset vqav2-val already/) },
  });
  expect(readdirSync(fixture.datasetsFolder)).toEqual(['vqav2-val']);
});

test('a failed or stopped import leaves nothing behind', async () => {
  rmSync(join(fixture.files.images, imageFileName(7)));
  await expect(take()).rejects.toThrow('lacks 1 of the 30 images that the questions are about: 7.');
  expect(readdirSync(fixture.datasetsFolder)).toEqual([]);
  const stopped = { onProgress: () => {}, signal: AbortSignal.abort() };
  await expect(fixture.datasets.import(fixture.vqaImport(), stopped)).rejects.toMatchObject({ code: 'INTERRUPTED' });
  expect(readdirSync(fixture.datasetsFolder)).toEqual([]);
});

test('a name that is taken, ships or leads out of the folder is refused', async () => {
  await take();
  await expect(take()).rejects.toThrow('There is a dataset vqav2-val already');
  for (const id of ['shapes-vqa', '../up', '', '.', 'a/b']) {
    await expect(fixture.datasets.import(fixture.vqaImport({ id }), fixture.work)).rejects.toMatchObject({
      code: 'USAGE',
    });
  }
});

test('verify finds nothing in a whole dataset, and names each changed and missing file exactly', async () => {
  await take();
  expect(await fixture.datasets.verify('vqav2-val', fixture.work)).toEqual([]);
  expect(await fixture.datasets.verify('shapes-vqa', fixture.work)).toEqual([]);
  const [changed, missing, text] = [3, 11, 20].map((image) => join(fixture.files.images, imageFileName(image)));
  writeFileSync(changed ?? '', tinyJpeg('another'));
  rmSync(missing ?? '');
  writeFileSync(text ?? '', 'no image');
  const questions = join(fixture.datasetsFolder, 'vqav2-val', 'questions.jsonl');
  writeFileSync(questions, readFileSync(questions, 'utf8').replace('outside', 'inside'));
  expect(await fixture.datasets.verify('vqav2-val', fixture.work)).toEqual([
    `${questions} does not have the sha256 of the manifest`,
    `${changed} does not have the sha256 of the manifest`,
    `${missing} is missing`,
    `${text} is neither PNG nor JPEG`,
  ]);
});

test('a dataset that was changed is not loaded', async () => {
  await take();
  const dataset = await fixture.datasets.find('vqav2-val');
  writeFileSync(join(fixture.files.images, imageFileName(3)), 'no image');
  await expect(dataset?.load('all')).rejects.toThrow(`${imageFileName(3)} does not have the sha256 of the manifest.`);
  const images = join(fixture.datasetsFolder, 'vqav2-val', 'images.jsonl');
  writeFileSync(images, readFileSync(images, 'utf8').replace('"bytes":', '"bytes":1'));
  await expect(dataset?.load('all')).rejects.toThrow(`${images} does not have the sha256 of the manifest.`);
});

test('images that an older version imported without decoding them are decoded when they are loaded', async () => {
  const broken = join(fixture.files.images, imageFileName(3));
  await take();
  const folder = join(fixture.datasetsFolder, 'vqav2-val');
  const location = join(folder, 'location.json');
  const { imagesDecoded, ...older } = JSON.parse(readFileSync(location, 'utf8')) as Record<string, unknown>;
  expect(imagesDecoded).toBe(true);
  writeFileSync(location, JSON.stringify(older));
  const before = sha256(broken);
  writeFileSync(broken, tinyJpeg('3').subarray(0, -20));
  const [images, manifest] = [join(folder, 'images.jsonl'), join(folder, 'manifest.json')];
  const known = sha256(images);
  writeFileSync(images, readFileSync(images, 'utf8').replace(before, sha256(broken)));
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(known, sha256(images)));
  const dataset = await fixture.datasets.find('vqav2-val');
  await expect(dataset?.load('all')).rejects.toThrow(`${broken} is truncated`);
});

test('an unreadable manifest is listed as a problem and hides no other dataset', async () => {
  await take();
  mkdirSync(join(fixture.datasetsFolder, 'broken'));
  writeFileSync(join(fixture.datasetsFolder, 'broken', 'manifest.json'), '{"schemaVersion":9}');
  const list = await fixture.datasets.list();
  expect(list.map(({ id }) => id)).toEqual(['shapes-vqa', 'broken', 'vqav2-val']);
  expect(list[1]).toMatchObject({ problem: expect.stringContaining('schemaVersion should be 1') });
});

test('an unknown dataset is refused with the known ones', async () => {
  await take();
  expect(await fixture.datasets.find('coco')).toBeNull();
  await expect(fixture.datasets.verify('coco', fixture.work)).rejects.toMatchObject({
    code: 'UNKNOWN_DATASET',
    remedy: expect.stringContaining('shapes-vqa, vqav2-val'),
  });
});

test('a drawn subset is kept, listed, loaded in its order, and the same when it is drawn again', async () => {
  await take();
  const request = { dataset: 'vqav2-val', questions: 20, seed: 0, rotation: { kind: 'gate' } } as const;
  const drawn = await fixture.datasets.drawSubset(request);
  expect(drawn.name).toBe('gate-20');
  // 20 of the 76 questions of the gate half: 4.2, 10 and 5.8.
  expect(drawn.strata).toEqual([
    { answerType: 'number', questions: 4, of: 16 },
    { answerType: 'other', questions: 10, of: 38 },
    { answerType: 'yes/no', questions: 6, of: 22 },
  ]);
  expect(await fixture.datasets.drawSubset(request)).toEqual(drawn);
  const loaded = await (await fixture.datasets.find('vqav2-val'))?.load('gate-20');
  expect(loaded?.reference).toMatchObject({ subset: 'gate-20', manifestSha256: drawn.sha256, questions: 20 });
  const file = JSON.parse(drawn.content) as { images: { id: number; sha256: string; questions: number[] }[] };
  expect(loaded?.questions.map(({ id }) => id)).toEqual(file.images.flatMap((image) => image.questions));
  for (const { id, sha256: listed } of file.images) {
    expect(listed).toBe(sha256(join(fixture.files.images, imageFileName(id))));
  }
  expect(await fixture.datasets.list()).toContainEqual(expect.objectContaining({ subsets: ['all', 'gate-20'] }));
});

test('a subset of another version of the dataset, and one that nobody drew, are refused', async () => {
  await take();
  const dataset = await fixture.datasets.find('vqav2-val');
  await expect(dataset?.load('gate-9')).rejects.toMatchObject({ code: 'UNKNOWN_DATASET' });
  await expect(dataset?.load('../manifest')).rejects.toMatchObject({ code: 'UNKNOWN_DATASET' });
  const rotation = { kind: 'audit', month: '2026-01' } as const;
  await fixture.datasets.drawSubset({ dataset: 'vqav2-val', questions: 9, seed: 3, rotation });
  const path = join(fixture.datasetsFolder, 'vqav2-val', 'subsets', 'audit-9-2026-01-seed3.json');
  expect(existsSync(path)).toBe(true);
  writeFileSync(path, readFileSync(path, 'utf8').replace(/("datasetSha256": ").{8}/, '$1--------'));
  await expect(dataset?.load('audit-9-2026-01-seed3')).rejects.toThrow('drawn from another version of vqav2-val');
});

test('more questions than there are, and subsets of a shipped dataset, are refused', async () => {
  await take();
  const rotation = { kind: 'gate' } as const;
  const draw = async (dataset: string, questions: number): Promise<unknown> =>
    fixture.datasets.drawSubset({ dataset, questions, seed: 0, rotation });
  await expect(draw('vqav2-val', 121)).rejects.toMatchObject({ code: 'USAGE' });
  await expect(draw('shapes-vqa', 10)).rejects.toMatchObject({ code: 'USAGE' });
});

test('an imported dataset is removed with its subsets, its images stay, and its name is free again', async () => {
  await take();
  await fixture.datasets.remove('vqav2-val');
  expect((await fixture.datasets.list()).map(({ id }) => id)).toEqual(['shapes-vqa']);
  expect(readdirSync(fixture.files.images)).toHaveLength(30);
  await take();
  expect(await fixture.datasets.find('vqav2-val')).not.toBeNull();
});

test('a shipped dataset, an unknown one and a path out of the folder are not removed', async () => {
  await expect(fixture.datasets.remove('shapes-vqa')).rejects.toThrow('shapes-vqa ships with the harness.');
  for (const id of ['nothing', '..', '.', 'a/../..']) {
    await expect(fixture.datasets.remove(id)).rejects.toThrow(`There is no dataset "${id}".`);
  }
  expect(existsSync(fixture.files.images)).toBe(true);
});
