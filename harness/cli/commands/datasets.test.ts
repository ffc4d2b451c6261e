import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { datasetLibrary } from '#datasets/library/library.ts';
import { type LibraryFixture, libraryFixture } from '#datasets/library/library.fixture.ts';
import { imageFileName } from '#datasets/library/vqa-files.fixture.ts';
import { shapesVqa } from '#datasets/shapes-vqa/dataset.ts';
import { aMeasured, anIteration, aPass, aRun } from '#harness/compare/run.fixture.ts';
import { holdFolder } from '#harness/store/run-folder.ts';
import { openSqliteStore } from '#harness/store/sqlite-store.ts';
import { main } from '#harness/cli/main.ts';
import type { World } from '#harness/cli/world.ts';

let fixture: LibraryFixture;
beforeEach(() => {
  fixture = libraryFixture({ questions: 400, images: 100 });
});
afterEach(() => fixture.remove());

type Ended = { readonly code: number; readonly out: string; readonly err: string };

const unneeded = async (): Promise<never> => {
  throw new Error('these commands need no phone, no suite and no report');
};

/** The command line in the fixture's folder, on 31 January 2026. */
async function bench(...argv: readonly string[]): Promise<Ended> {
  let [out, err] = ['', ''];
  const world: World = {
    version: '0.0.0',
    cwd: fixture.folder,
    environment: {},
    git: async () => null,
    terminal: {
      write: (text) => void (out += text),
      writeError: (text) => void (err += text),
      isInteractive: false,
      columns: null,
    },
    clock: { now: () => new Date('2026-01-31T12:00:00Z'), monotonicMs: () => 0, sleep: async () => {} },
    signal: new AbortController().signal,
    machine: 'test',
    node: process.version,
    suites: unneeded,
    policies: unneeded,
    releasePlan: unneeded,
    renderScorecard: unneeded,
    checkEvents: unneeded,
    datasets: async (folder) => datasetLibrary(folder, [shapesVqa()]),
    lab: unneeded,
    openStore: async (path, access) => openSqliteStore(path, access),
    reporters: unneeded,
    publisher: unneeded,
    summarise: unneeded,
    pageColours: unneeded,
    thumbnail: unneeded,
    samples: unneeded,
  };
  const code = await main(['datasets', ...argv], world);
  return { code, out, err };
}

async function importing(...more: readonly string[]): Promise<Ended> {
  const { questions, annotations, images } = fixture.files;
  return bench('import', 'vqav2', '--questions', questions, '--annotations', annotations, '--images', images, ...more);
}

test('the official files are imported, listed and verified', async () => {
  const { code, out } = await importing();
  expect(code).toBe(0);
  expect(out).toMatch(/^vqav2-val: 400 questions about 100 images, scored by vqa-2016\n/);
  expect(out).toContain('Draw a subset with: fastvlm-bench datasets subset vqav2-val --size 50\n');
  const list = await bench('list');
  expect(list.out).toMatch(/^shapes-vqa +shipped +240 +60 +vqa-2016 +all, mixed, smoke, captions +CC0-1\.0$/m);
  expect(list.out).toMatch(/^vqav2-val +imported +400 +100 +vqa-2016 +all +Annotations: Creative Commons/m);
  expect(await bench('verify', 'vqav2-val')).toMatchObject({ code: 0, err: '' });
  expect(await bench('verify', 'shapes-vqa')).toMatchObject({ code: 0, err: '' });
});

test('an import of a name that is being imported is refused, and one that was killed leaves nothing for long', async () => {
  const folder = join(fixture.folder, '.fastvlm-bench', 'datasets');
  const left = join(folder, 'vqav2-val.partial-0123abcd');
  mkdirSync(left, { recursive: true });
  const held = holdFolder(join(folder, 'vqav2-val.partial-lock'), 'the import of vqav2-val', new Date());
  const { code, err } = await importing();
  expect(err).toMatch(/^error: vqav2-val is being imported already: .* by process \d+/m);
  expect(code).toBe(2);
  expect(readdirSync(folder).toSorted()).toEqual(['vqav2-val.partial-0123abcd', 'vqav2-val.partial-lock']);
  held.release();
  expect((await importing()).code).toBe(0);
  expect(readdirSync(folder)).toEqual(['vqav2-val']);
});

test('a split without annotations says that it has no accuracy, wherever accuracy would be spoken of', async () => {
  const { questions, images } = fixture.files;
  const { code, out } = await bench('import', 'okvqa', '--questions', questions, '--images', images);
  expect(code).toBe(0);
  expect(out).toContain('without reference answers: accuracy is not reported\n');
  const drawn = await bench('subset', 'okvqa-val', '--size', '20');
  expect(drawn.out).toContain('\nIt has no reference answers: accuracy is not reported.\n');
  expect(drawn.out).not.toContain('Power to show');
});

test('a refused import leaves no folder', async () => {
  rmSync(fixture.files.annotations);
  expect((await importing()).code).toBe(2);
  expect(existsSync(join(fixture.folder, '.fastvlm-bench'))).toBe(false);
});

test('a name, an evaluator, a licence and a folder are taken as they are given', async () => {
  const dir = ['--datasets-dir', 'elsewhere'];
  await importing('--name', 'mine', '--evaluator', 'vqa-2021', '--licence', 'Ours', ...dir);
  expect((await bench('list', ...dir)).out).toMatch(/^mine +imported +400 +100 +vqa-2021 +all +Ours$/m);
  expect((await bench('list')).out).not.toContain('mine');
});

test('the subset that an import suggests can be drawn', async () => {
  const { out } = await importing();
  const [, size = ''] = /--size (\d+)/.exec(out) ?? [];
  for (const kind of ['gate', 'audit']) {
    expect(await bench('subset', 'vqav2-val', '--size', size, '--kind', kind)).toMatchObject({ code: 0, err: '' });
  }
});

test('verify names each file that differs and ends with exit code 2', async () => {
  await importing();
  const image = join(fixture.files.images, imageFileName(7));
  rmSync(image);
  const { code, out, err } = await bench('verify', 'vqav2-val');
  expect(code).toBe(2);
  expect(out).toContain(`${image} is missing\n`);
  expect(err).toMatch(/^error: vqav2-val differs from its manifest in 1 file\.\n {2}Put/);
});

test('own questions are imported from lines and from a folder alike', async () => {
  const folder = join(fixture.folder, 'own');
  mkdirSync(folder);
  cpSync(join(fixture.files.images, imageFileName(1)), join(folder, 'cat.jpg'));
  const line = JSON.stringify({ image: 'cat.jpg', question: 'What animal is it?', answers: 'cat' });
  writeFileSync(join(folder, 'questions.jsonl'), `${line}\n`);
  const lines = await bench('import', 'jsonl', '--file', 'own/questions.jsonl', '--images', 'own', '--name', 'one');
  expect(lines.out).toContain('one: 1 question about 1 image, scored by match-1');
  expect(lines.out).toContain('Measure on it with: --dataset one\n');
  expect(lines.out).not.toContain('datasets subset');
  expect((await bench('import', 'folder', '--dir', 'own', '--name', 'two')).code).toBe(0);
  const questionsOf = (name: string): string =>
    readFileSync(join(fixture.folder, '.fastvlm-bench', 'datasets', name, 'questions.jsonl'), 'utf8');
  expect(questionsOf('two')).toBe(questionsOf('one'));
});

test('a subset is drawn with its strata and its power, which is assumed where no run has compared two builds', async () => {
  await importing();
  const { code, out } = await bench('subset', 'vqav2-val', '--size', '100', '--out', 'gate.json');
  expect(code).toBe(0);
  expect(out).toMatch(/^vqav2-val\/gate-100: 100 questions about \d\d images\nsha256 [0-9a-f]{64}\n/);
  // 100 of the 204 questions of the gate half: 37.3, 37.3 and 25.5; the one question left over goes by remainder.
  expect(out).toMatch(/^yes\/no +26 +52$/m);
  // norm.cdf(margin · √(100 / (.03 · .45)) − norm.ppf(.95)) of scipy 1.17.1 is .1123, .2165 and .5305.
  expect(out).toMatch(/^3 % +0\.45 +11\.2 % +21\.6 % +53 % +1,157 +assumed$/m);
  expect(existsSync(join(fixture.folder, 'gate.json'))).toBe(true);
  expect(out).toContain(`The list is in ${join(fixture.folder, 'gate.json')}\n`);
  expect(out).toContain('Mean square: the mean of the squared changes of the scores that flipped;');
});

test('power rests on the flips of stored runs on the dataset once there are any', async () => {
  await importing();
  const store = await openSqliteStore(join(fixture.folder, '.fastvlm-bench', 'store.sqlite'));
  const plain = aPass('accuracy', ['answerAccuracy']);
  const pass = { ...plain, workload: { ...plain.workload, dataset: 'vqav2-val' } };
  const run = aRun({
    blocks: 1,
    passes: [pass],
    outcome: ({ arm }) =>
      aMeasured({
        iterations: Array.from({ length: 50 }, (_, index) =>
          anIteration({}, { questionId: 1000 * index, score: index === 0 && arm === 'candidate' ? 0.4 : 1 }),
        ),
      }),
  });
  await store.save(run);
  await store.close();
  const { out } = await bench('subset', 'vqav2-val', '--size', '100');
  expect(out).toMatch(/^2 % +0\.36 .* seen: 1 of 50 answers in 1 stored run$/m);
  expect(out).not.toContain('assumed');
});

test('an audit is of the month of its date, else of this month; a gate has no date', async () => {
  await importing();
  const audit = ['subset', 'vqav2-val', '--size', '20', '--kind', 'audit'];
  expect((await bench(...audit)).out).toContain('vqav2-val/audit-20-2026-01:');
  expect((await bench(...audit, '--date', '2026-11-23')).out).toContain('vqav2-val/audit-20-2026-11:');
  expect((await bench(...audit, '--date', '2026-02-30')).err).toContain('"2026-02-30" is not a date.');
  expect((await bench('subset', 'vqav2-val', '--size', '20', '--date', '2026-11-23')).code).toBe(2);
});

test.each([
  ['an unknown dataset', ['verify', 'coco'], /no dataset "coco"/],
  ['a file that is not there', ['import', 'jsonl', '--file', 'no.jsonl', '--images', '.', '--name', 'x'], /no\.jsonl/],
  ['a folder without questions', ['import', 'folder', '--dir', '.', '--name', 'x'], /questions\.jsonl/],
  ['a missing option', ['import', 'folder', '--dir', '.'], /--name/],
  [
    'a size that is no number',
    ['subset', 'vqav2-val', '--size', 'many'],
    /'--size <number>' argument 'many' is invalid/,
  ],
  ['a subset of nothing', ['subset', 'vqav2-val', '--size', '0'], /'0' is invalid/],
] as const)('%s ends in one message and exit code 2', async (_name, argv, message) => {
  const { code, err } = await bench(...argv);
  expect(err).toMatch(message);
  expect(err).toMatch(/^error: /);
  expect(code).toBe(2);
});
