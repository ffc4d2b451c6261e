/** One launch of the sample app's model, timed by several clocks at the same stamps. Started by `clocks.ts` alone. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEFAULT_RUNTIME_OPTIONS } from '#devices/agent-node/runtime-options.ts';
import { VisionLanguageModel } from '#devices/agent-node/vlm/vision-language-model.ts';

const MODEL = fileURLToPath(new URL('../../devices/virtual-iphone/app/models/nano', import.meta.url));
const IMAGES = fileURLToPath(new URL('../../datasets/shapes-vqa/images', import.meta.url));
const COMPILING_ROUNDS = 40;
const WARMUPS = 2;
const QUESTIONS = 8;
const MAX_TOKENS = 16;

const micros = ({ user, system }: NodeJS.CpuUsage): number => user + system;

/** Milliseconds by each clock. The order matters: on Linux asking for the process brings the thread's count up to date. */
function stamp(): readonly [number, number, number] {
  return [performance.now(), micros(process.cpuUsage()) / 1000, micros(process.threadCpuUsage()) / 1000];
}

type Stamp = ReturnType<typeof stamp>;
const spans: Record<string, number[][]> = {};
function note(stage: string, from: Stamp, to: Stamp): void {
  (spans[stage] ??= []).push(to.map((value, clock) => value - (from[clock] ?? 0)));
}

const begin = stamp();
const model = await VisionLanguageModel.load(MODEL, DEFAULT_RUNTIME_OPTIONS, null);
note('load', begin, stamp());
const images = readdirSync(IMAGES)
  .slice(0, QUESTIONS)
  .map((name) => readFileSync(join(IMAGES, name)));
for (let round = 0; round < COMPILING_ROUNDS; round += 1) await model.preprocess(images[0] ?? new Uint8Array());
for (let index = -WARMUPS; index < QUESTIONS; index += 1) {
  const file = images[(index + QUESTIONS) % QUESTIONS] ?? new Uint8Array();
  const start = stamp();
  const pixels = await model.preprocess(file);
  const preprocessed = stamp();
  const features = await model.encode(pixels);
  const encoded = stamp();
  let sequence = await model.prefill(features, 'Describe the image.', MAX_TOKENS);
  const prefilled = stamp();
  for (let token = 1; token < MAX_TOKENS; token += 1) sequence = await model.decodeStep(sequence);
  const decoded = stamp();
  if (index < 0) continue;
  note('preprocess', start, preprocessed);
  note('visionEncode', preprocessed, encoded);
  note('prefill', encoded, prefilled);
  note('decode', prefilled, decoded);
  note('timeToFirstToken', start, prefilled);
}
process.stdout.write(JSON.stringify(spans));
