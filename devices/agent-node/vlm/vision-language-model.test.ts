import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { shapesVqa } from '#datasets/shapes-vqa/dataset.ts';
import {
  DEFAULT_RUNTIME_OPTIONS,
  type Network,
  NETWORKS,
  networkFile,
  type RuntimeOptions,
} from '#devices/agent-node/runtime-options.ts';
import {
  BFLOAT16,
  BOOL,
  FLOAT16,
  INT32,
  withHalfFloatPorts,
  withoutFirstAxis,
  withPorts,
  withUnusedInput,
} from './onnx-file.fixture.ts';
import { VisionLanguageModel } from './vision-language-model.ts';

const NANO = join(import.meta.dirname, '../../virtual-iphone/app/models/nano');
const opened: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

async function open(
  folder = NANO,
  change: Partial<RuntimeOptions> = {},
  imageSizePx: number | null = null,
): Promise<VisionLanguageModel> {
  const model = await VisionLanguageModel.load(folder, { ...DEFAULT_RUNTIME_OPTIONS, ...change }, imageSizePx);
  opened.push(() => model.release());
  return model;
}

function copyOfNano(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nano-'));
  opened.push(() => rmSync(folder, { recursive: true }));
  cpSync(NANO, folder, { recursive: true });
  return folder;
}

function edit(folder: string, name: string, change: (json: Record<string, unknown>) => object): void {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>)));
}

async function answer(model: VisionLanguageModel, image: string, question: string): Promise<readonly number[]> {
  const features = await model.encode(await model.preprocess(readFileSync(image)));
  let sequence = await model.prefill(features, question, 48);
  const tokens = [sequence.token];
  while (tokens.length < 48) {
    sequence = await model.decodeStep(sequence);
    if (model.endsSequence(sequence.token)) break;
    tokens.push(sequence.token);
  }
  return tokens;
}

/** Token ids of a few captions: the longest answers, in which a wrong position or a lost cache shows. */
async function captions(model: VisionLanguageModel, count = 3): Promise<readonly (readonly number[])[]> {
  const { questions } = await shapesVqa().load('captions');
  const answers: (readonly number[])[] = [];
  for (const { imagePath, text } of questions.slice(0, count)) answers.push(await answer(model, imagePath, text));
  return answers;
}

let ofNano: Promise<readonly (readonly number[])[]> | null = null;

/** Asked once: the answers never change. */
async function captionsOfNano(): Promise<readonly (readonly number[])[]> {
  ofNano ??= open().then(async (model) => await captions(model));
  return await ofNano;
}

test('a caption names the shapes of its image', async () => {
  const model = await open();
  const [first = []] = await captions(model);
  expect(first.length).toBeGreaterThan(8);
  expect(model.text(first)).toMatch(/circle|square|triangle|star|cross|hexagon/);
});

test('without the key-value cache the answers are the same tokens', async () => {
  expect(await captions(await open(NANO, { keyValueCache: false }))).toEqual(await captionsOfNano());
});

test('networks with half-float inputs, outputs and caches give the same answers', async () => {
  const folder = copyOfNano();
  const options: RuntimeOptions = {
    ...DEFAULT_RUNTIME_OPTIONS,
    networks: Object.fromEntries(
      NETWORKS.map((network) => [network, { dtype: 'fp16', graphOptimization: 'all' }]),
    ) as RuntimeOptions['networks'],
  };
  for (const network of NETWORKS) {
    const plain = readFileSync(join(NANO, networkFile(network, DEFAULT_RUNTIME_OPTIONS)));
    writeFileSync(join(folder, networkFile(network, options)), withHalfFloatPorts(plain));
  }
  expect(await captions(await open(folder, options))).toEqual(await captionsOfNano());
  expect(await captions(await open(folder, { ...options, keyValueCache: false }))).toEqual(await captionsOfNano());
});

/** A copy of nano in which one network is another. */
function withNetwork(network: Network, change: (file: Buffer) => Buffer): string {
  const folder = copyOfNano();
  const path = join(folder, networkFile(network, DEFAULT_RUNTIME_OPTIONS));
  writeFileSync(path, change(readFileSync(path)));
  return folder;
}

const renamed = (from: string | RegExp, to: string) => (file: Buffer) =>
  withPorts(file, (name) => (name.search(from) === 0 ? { name: name.replace(from, to) } : null));
const retyped = (ports: RegExp, type: number) => (file: Buffer) =>
  withPorts(file, (name) => (ports.test(name) ? { type } : null));

test.each<[string, Network, (file: Buffer) => Buffer]>([
  ['asks how many logits to keep', 'decoder', (file) => withUnusedInput(file, 'num_logits_to_keep')],
  ['asks it by a newer name', 'decoder', (file) => withUnusedInput(file, 'logits_to_keep', INT32)],
  ['asks whether there is a cache', 'decoder', (file) => withUnusedInput(file, 'use_cache_branch', BOOL, [1])],
  ['returns present_key_values', 'decoder', renamed('present', 'present_key_values')],
  ['has a cache by short names', 'decoder', renamed(/^(past)_key_values\.(\d+)\.(\w+)$/, '$1_$3_$2')],
  ['names its side of the cache', 'decoder', renamed(/^(past_key_values|present)\.(\d+)\./, '$1.$2.decoder.')],
  ['takes masks and positions of 32 bits', 'decoder', retyped(/^(?:attention_mask|position_ids)$/, INT32)],
  ['returns logits of 16 bits', 'decoder', retyped(/^logits$/, FLOAT16)],
  ['takes token ids of 32 bits', 'embedTokens', retyped(/^input_ids$/, INT32)],
  ['calls its only output otherwise', 'embedTokens', renamed('inputs_embeds', 'embeddings')],
  [
    'returns features without the axis of the batch',
    'visionEncoder',
    (file) => withoutFirstAxis(file, 'image_features'),
  ],
])('an export whose network %s gives the same answers', async (_how, network, change) => {
  const [first] = await captionsOfNano();
  expect(await captions(await open(withNetwork(network, change)), 1)).toEqual([first]);
});

test.each<[string, Network, (file: Buffer) => Buffer, string]>([
  [
    'returns bfloat16',
    'decoder',
    retyped(/^logits$/, BFLOAT16),
    'onnx/decoder_model_merged.onnx takes or returns bfloat16',
  ],
  ['takes an unknown input', 'decoder', (file) => withUnusedInput(file, 'cache_position'), 'an input cache_position'],
  ['takes a mask of floats', 'decoder', retyped(/^attention_mask$/, FLOAT16), 'Input attention_mask takes float16'],
  ['takes token ids', 'decoder', renamed('inputs_embeds', 'input_ids'), 'export it with inputs_embeds'],
  ['loses a part of its cache', 'decoder', renamed('present.0.key', 'other'), 'and returns nothing to go there'],
  [
    'takes a mask of the pixels',
    'visionEncoder',
    (file) => withUnusedInput(file, 'pixel_attention_mask'),
    'an input pixel_attention_mask',
  ],
])(
  'an export whose network %s is refused by name before the first inference',
  async (_how, network, change, message) => {
    const folder = withNetwork(network, change);
    await expect(open(folder)).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: expect.stringContaining(message),
    });
  },
);

test('a decoder with other layers than the configuration says is refused before the first inference', async () => {
  const folder = copyOfNano();
  edit(folder, 'config.json', (config) => ({ ...config, num_hidden_layers: 3 }));
  await expect(open(folder)).rejects.toThrow('keeps the keys and values of 4 layers, and config.json has 3');
});

test('a model without tokenizer_config.json, and with its image processor in processor_config.json, is the same', async () => {
  const folder = copyOfNano();
  rmSync(join(folder, 'tokenizer_config.json'));
  const imageProcessor: unknown = JSON.parse(readFileSync(join(folder, 'preprocessor_config.json'), 'utf8'));
  rmSync(join(folder, 'preprocessor_config.json'));
  edit(folder, 'processor_config.json', (config) => ({ ...config, image_processor: imageProcessor }));
  expect(await captions(await open(folder))).toEqual(await captionsOfNano());
});

test('the language model may be described in a text_config, and the image token by the tokenizer alone', async () => {
  const folder = copyOfNano();
  edit(folder, 'config.json', ({ image_aspect_ratio, ...text }) => ({
    text_config: { ...text, image_token_index: null, eos_token_id: null },
    image_token_index: -200,
    image_aspect_ratio,
  }));
  edit(folder, 'generation_config.json', (generation) => ({ ...generation, eos_token_id: [343, 341] }));
  expect(await captions(await open(folder))).toEqual(await captionsOfNano());
});

test('another image size changes how much the model sees', async () => {
  const model = await open(NANO, {}, 192);
  const { questions } = await shapesVqa().load('smoke');
  const features = await model.encode(await model.preprocess(readFileSync(questions[0]?.imagePath ?? '')));
  expect(features.dims).toEqual([1, 144, 128]);
});

test.each<[Network, string]>([
  ['visionEncoder', 'onnx/vision_encoder_q4.onnx'],
  ['decoder', 'onnx/decoder_model_merged_q4.onnx'],
])('a missing %s file is named', async (network, file) => {
  const networks = { ...DEFAULT_RUNTIME_OPTIONS.networks, [network]: { dtype: 'q4', graphOptimization: 'all' } };
  await expect(open(NANO, { networks })).rejects.toMatchObject({
    code: 'MODEL_NOT_FOUND',
    message: `The model has no ${file}.`,
  });
});

test('a file that is no network and a configuration that is none are refused', async () => {
  const folder = copyOfNano();
  writeFileSync(join(folder, 'onnx/embed_tokens.onnx'), 'nothing');
  await expect(open(folder)).rejects.toMatchObject({ code: 'MODEL_INVALID' });
  edit(folder, 'config.json', (config) => ({ ...config, num_hidden_layers: 'four' }));
  await expect(open(folder)).rejects.toThrow('config.json.num_hidden_layers must be a whole number of at least 1.');
});

test('a question that leaves no room for its answer is refused', async () => {
  const folder = copyOfNano();
  edit(folder, 'config.json', (config) => ({ ...config, max_position_embeddings: 100 }));
  await expect(captions(await open(folder))).rejects.toMatchObject({ code: 'PLAN_INVALID' });
});
