/**
 * What VQAv2 of its real size costs: scoring an answer to each of its questions, importing generated files in the official
 * format with a tiny image each, in a process of its own whose memory is watched, and decoding images of the usual size.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkImages } from '#datasets/image-files/check-images.ts';
import { writeVqaFiles } from '#datasets/library/vqa-files.fixture.ts';
import { jpegEncoder } from '#datasets/thumbnail/jpeg-encoder.ts';
import { EVALUATOR_IDS, scoreAnswer } from '#datasets/vqav2/evaluator.ts';
import { createRandom } from '#harness/stats/random.ts';
import { ms, printMachine, printRows, write } from '#benchmarks/print/print.ts';

/** The validation split of VQAv2. */
const QUESTIONS = 214_354;
const IMAGES = 40_504;
const CLI = fileURLToPath(new URL('../../cli.ts', import.meta.url));
const MEBIBYTE = 1024 * 1024;

type Answered = { readonly answer: string; readonly references: readonly string[] };

/** An answer a question beside ten that partly agree with it; of each two words one comes often, as in real answers. */
function answers(): readonly Answered[] {
  const random = createRandom(1, 'vqa');
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random.next() ** 2 * items.length)] ?? (items[0] as T);
  const words = Array.from({ length: 4000 }, (_, index) => `word${index}`);
  const common = ['yes', 'no', 'two', '2', 'a dog', 'Red.', 'black/white', 'dont know', '10:30', 'on the left'];
  const text = (): string => (random.next() < 0.6 ? pick(common) : `${pick(words)} ${pick(words)}`);
  return Array.from({ length: QUESTIONS }, () => {
    const own = text();
    return { answer: own, references: Array.from({ length: 10 }, () => (random.next() < 0.5 ? own : text())) };
  });
}

/** Rounds of each; the fastest counts, because whatever else runs on the machine can only slow one down. */
const ROUNDS = 5;

type Timed = { readonly name: string; readonly fastestMs: number; readonly slowestMs: number; readonly mean: number };

/** Texts are written anew for each round: an engine that has seen a text knows its hash. */
function timed(name: string, work: (all: readonly Answered[]) => number): Timed {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const all = answers();
    const start = performance.now();
    const mean = work(all);
    return { tookMs: performance.now() - start, mean };
  });
  const times = rounds.map(({ tookMs }) => tookMs);
  return { name, fastestMs: Math.min(...times), slowestMs: Math.max(...times), mean: rounds[0]?.mean ?? 0 };
}

/** Compares every answer with its ten as they are: the least that scoring can be. */
function plainPass(all: readonly Answered[]): number {
  let matches = 0;
  for (const { answer, references } of all) for (const reference of references) if (reference === answer) matches += 1;
  return matches / (10 * all.length);
}

function scoring(): void {
  const plain = timed('plain pass', plainPass);
  const scored = EVALUATOR_IDS.map((id) =>
    timed(
      id,
      (all) => all.reduce((sum, { answer, references }) => sum + scoreAnswer(id, answer, references), 0) / all.length,
    ),
  );
  printRows(
    [`${QUESTIONS} answers`, 'fastest ms', 'slowest ms', 'to plain pass', 'mean'],
    [plain, ...scored].map(({ name, fastestMs, slowestMs, mean }) => [
      name,
      ms(fastestMs),
      ms(slowestMs),
      (fastestMs / plain.fastestMs).toFixed(1),
      mean.toFixed(3),
    ]),
  );
}

type Child = { readonly seconds: number; readonly cpuSeconds: number; readonly peakMebibytes: number };

/** Runs the command line and reads the largest memory of its life; throws when it fails. */
function child(folder: string, argv: readonly string[]): Child {
  // The hook prints what the process itself knows of its memory and time; maxRSS is in KiB on every system.
  const hook =
    "data:text/javascript,process.on('exit',()=>{const u=process.resourceUsage();process.stderr.write('used '+u.maxRSS+' '+(u.userCPUTime+u.systemCPUTime)+'\\n')})";
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ['--import', hook, CLI, ...argv], {
    cwd: folder,
    encoding: 'utf8',
  });
  const [, peak, cpu] = /^used (\d+) (\d+)$/m.exec(stderr) ?? [];
  if (status !== 0 || peak === undefined || cpu === undefined) throw new Error(`${argv.join(' ')} failed: ${stderr}`);
  const seconds = (performance.now() - start) / 1000;
  return { seconds, cpuSeconds: Number(cpu) / 1e6, peakMebibytes: Number(peak) / 1024 };
}

function importing(): void {
  const folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-vqa-'));
  try {
    const files = writeVqaFiles(folder, { questions: QUESTIONS, images: IMAGES });
    const size = (path: string): string => `${Math.round(statSync(path).size / MEBIBYTE)} MiB`;
    write(
      `\nGenerated: ${QUESTIONS} questions (${size(files.questions)}), annotations (${size(files.annotations)}), ${IMAGES} images of a few bytes\n`,
    );
    const vqav2 = [
      'vqav2',
      '--questions',
      files.questions,
      '--annotations',
      files.annotations,
      '--images',
      files.images,
    ];
    const steps: readonly (readonly [string, Child])[] = [
      ['--help, for comparison', child(folder, ['--help'])],
      ['import vqav2', child(folder, ['datasets', 'import', ...vqav2])],
      ['verify', child(folder, ['datasets', 'verify', 'vqav2-val'])],
      ['subset of 2,000', child(folder, ['datasets', 'subset', 'vqav2-val', '--size', '2000'])],
    ];
    printRows(
      ['step', 'seconds', 'CPU seconds', 'peak memory'],
      steps.map(([name, { seconds, cpuSeconds, peakMebibytes }]) => [
        name,
        seconds.toFixed(1),
        cpuSeconds.toFixed(1),
        `${peakMebibytes.toFixed(0)} MiB`,
      ]),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Images of COCO are 640 × 480 and take 160 KB on average; more than enough to see the pace of the threads. */
const [WIDTH, HEIGHT, DECODED] = [640, 480, 1000];

/** Decodes the same image again and again under other names: what a disk adds is not measured here. */
async function decoding(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-images-'));
  try {
    const random = createRandom(1, 'pixels');
    const data = Uint8ClampedArray.from({ length: 4 * WIDTH * HEIGHT }, (_, at) => {
      const pixel = Math.floor(at / 4);
      return 128 + 90 * Math.sin((pixel % WIDTH) / 40) * Math.cos(pixel / WIDTH / 30) + 40 * random.next();
    });
    const jpeg = Buffer.from(await (await jpegEncoder())({ width: WIDTH, height: HEIGHT, data }, { quality: 90 }));
    writeFileSync(join(folder, 'image.jpg'), jpeg);
    mkdirSync(join(folder, 'links'));
    const paths = Array.from({ length: DECODED }, (_, index) => join(folder, 'links', `${index}.jpg`));
    for (const path of paths) symlinkSync(join(folder, 'image.jpg'), path);
    const [start, before] = [performance.now(), process.cpuUsage()];
    await checkImages(paths, new AbortController().signal, () => {});
    const seconds = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(before);
    const cpuMs = (user + system) / 1000 / DECODED;
    write(
      `\nDecoding: ${WIDTH} × ${HEIGHT} pixels, ${Math.round(jpeg.length / 1024)} KB each, ${availableParallelism()} processors\n`,
    );
    printRows(
      ['images', 'seconds', 'images a second', 'CPU ms an image', `minutes for ${IMAGES}`],
      [
        [
          String(DECODED),
          seconds.toFixed(1),
          (DECODED / seconds).toFixed(0),
          cpuMs.toFixed(1),
          ((IMAGES * seconds) / DECODED / 60).toFixed(1),
        ],
      ],
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

printMachine('VQAv2 of the real size');
await decoding();
scoring();
importing();
