import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AgentError } from '#devices/virtual-iphone/app/agent-error.ts';
import type { Preprocessing } from '#devices/virtual-iphone/app/image/preprocess.ts';
import { JsonFields } from '#devices/virtual-iphone/app/json-fields.ts';

/** Pillow's number of the bicubic filter, the only one that FastVLM uses. */
const BICUBIC = 3;

/** What the configuration files of a model say; nothing about a model is written into the code. */
export type ModelConfig = {
  readonly layers: number;
  readonly keyValueHeads: number;
  readonly headSize: number;
  /** Null where config.json leaves it to the tokenizer. */
  readonly imageTokenId: number | null;
  readonly endOfSequenceIds: ReadonlySet<number>;
  /** Prompt, image and answer together may have so many tokens; null for no limit. */
  readonly maxPositions: number | null;
  readonly preprocessing: Preprocessing;
};

/** Throws MODEL_NOT_FOUND or MODEL_INVALID. */
export function readModelConfig(folder: string): ModelConfig {
  const config = readFields(folder, 'config.json');
  const text = config.has('text_config') ? config.object('text_config') : config;
  const generation = existsSync(join(folder, 'generation_config.json'))
    ? readFields(folder, 'generation_config.json')
    : text;
  const ending = [generation, text, config].find((fields) => fields.has('eos_token_id'));
  if (ending === undefined) throw new AgentError('MODEL_INVALID', 'No configuration names an eos_token_id.');
  return {
    layers: text.whole('num_hidden_layers', 1),
    keyValueHeads: text.has('num_key_value_heads')
      ? text.whole('num_key_value_heads', 1)
      : text.whole('num_attention_heads', 1),
    headSize: text.has('head_dim')
      ? text.whole('head_dim', 1)
      : text.whole('hidden_size', 1) / text.whole('num_attention_heads', 1),
    imageTokenId: imageTokenOf(config),
    endOfSequenceIds: new Set(ending.wholes('eos_token_id')),
    maxPositions: text.wholeOrNull('max_position_embeddings', 1),
    preprocessing: {
      ...parsePreprocessing(readFields(folder, 'preprocessor_config.json')),
      padsToSquare: config.has('image_aspect_ratio') && config.text('image_aspect_ratio') === 'pad',
    },
  };
}

export function readModelJson(folder: string, name: string): unknown {
  const path = join(folder, name);
  if (!existsSync(path)) throw new AgentError('MODEL_NOT_FOUND', `The model has no ${name}.`);
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new AgentError('MODEL_INVALID', `${name} is not JSON.`, cause);
  }
}

function readFields(folder: string, name: string): JsonFields {
  return new JsonFields(readModelJson(folder, name), name, (message) => new AgentError('MODEL_INVALID', message));
}

/**
 * PyTorch checkpoints use a negative placeholder that never is a token; the exported tokenizer then has the real one.
 */
function imageTokenOf(config: JsonFields): number | null {
  const key = ['image_token_index', 'image_token_id'].find((name) => config.has(name) && config.number(name) >= 0);
  return key === undefined ? null : config.whole(key);
}

function parsePreprocessing(config: JsonFields): Omit<Preprocessing, 'padsToSquare'> {
  const does = (step: string): boolean => !config.has(step) || config.flag(step);
  if (does('do_resize') && config.has('resample') && config.whole('resample') !== BICUBIC) {
    throw new AgentError(
      'MODEL_INVALID',
      `preprocessor_config.json asks for resample ${config.whole('resample')}; this app has 3, bicubic.`,
    );
  }
  return {
    resize: does('do_resize') ? parseSize(config.object('size')) : null,
    crop: does('do_center_crop') && config.has('crop_size') ? parseRectangle(config.object('crop_size')) : null,
    rescaleFactor: does('do_rescale') ? config.number('rescale_factor') : 1,
    mean: does('do_normalize') ? triple(config.numbers('image_mean')) : [0, 0, 0],
    standardDeviation: does('do_normalize') ? triple(config.numbers('image_std')) : [1, 1, 1],
  };
}

function parseSize(size: JsonFields): NonNullable<Preprocessing['resize']> {
  return size.has('shortest_edge') ? { shortestEdge: size.whole('shortest_edge', 1) } : parseRectangle(size);
}

function parseRectangle(size: JsonFields): { readonly width: number; readonly height: number } {
  return { width: size.whole('width', 1), height: size.whole('height', 1) };
}

function triple(values: readonly number[]): readonly [number, number, number] {
  const [red, green, blue] = values;
  if (red === undefined || green === undefined || blue === undefined || values.length !== 3) {
    throw new AgentError('MODEL_INVALID', 'preprocessor_config.json needs three values of image_mean and image_std.');
  }
  return [red, green, blue];
}
