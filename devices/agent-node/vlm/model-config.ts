import { AgentError } from '#devices/agent-node/agent-error.ts';
import type { Preprocessing } from '#devices/agent-node/image/preprocess.ts';
import type { JsonFields } from '#devices/agent-node/json-fields.ts';
import { hasModelFile, readModelFields } from './model-json.ts';
import { readPreprocessing } from './preprocessor-config.ts';

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
  const config = readModelFields(folder, 'config.json');
  const text = config.has('text_config') ? config.object('text_config') : config;
  const generation = hasModelFile(folder, 'generation_config.json')
    ? readModelFields(folder, 'generation_config.json')
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
    preprocessing: readPreprocessing(folder, config),
  };
}

/**
 * PyTorch checkpoints use a negative placeholder that never is a token; the exported tokenizer then has the real one.
 */
function imageTokenOf(config: JsonFields): number | null {
  const key = ['image_token_index', 'image_token_id'].find((name) => config.has(name) && config.number(name) >= 0);
  return key === undefined ? null : config.whole(key);
}
