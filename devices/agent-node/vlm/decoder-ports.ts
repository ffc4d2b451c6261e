import type { ModelConfig } from './model-config.ts';
import { modelInvalid } from './model-json.ts';
import {
  type FloatType,
  inputShape,
  inputType,
  type IntegerType,
  integerType,
  outputType,
  type Session,
} from './tensors.ts';

/** Keys or values of one layer: what goes in, and what comes out to go in at the next token. */
export type CachePort = {
  readonly input: string;
  readonly output: string;
  readonly type: FloatType;
  /** [batch, heads, positions, head size] without any position. */
  readonly emptyDims: readonly number[];
};

/** What a decoder takes besides the embeddings; exporters differ in names, types and in what they ask for. */
export type DecoderPorts = {
  readonly embeddings: FloatType;
  readonly mask: IntegerType;
  readonly positions: IntegerType | null;
  /** How many of the last positions to compute logits for. */
  readonly logitCount: { readonly name: string; readonly type: IntegerType } | null;
  /** Whether it is told, by a flag, that there is a cache to read. */
  readonly takesCacheFlag: boolean;
  readonly cache: readonly CachePort[];
};

const CACHE_FLAG = 'use_cache_branch';
const LOGIT_COUNTS = ['num_logits_to_keep', 'logits_to_keep'];

/** Reads what a decoder takes and returns. Throws MODEL_INVALID for an input that nothing is known to give. */
export function readDecoderPorts(session: Session, config: ModelConfig, keepsCache: boolean): DecoderPorts {
  const { inputNames } = session;
  if (!inputNames.includes('inputs_embeds')) {
    throw modelInvalid(`The decoder takes ${inputNames.join(', ')}; export it with inputs_embeds.`);
  }
  const cache = readCache(session, config, keepsCache);
  const logitCount = LOGIT_COUNTS.find((name) => inputNames.includes(name));
  const known = new Set([
    'inputs_embeds',
    'attention_mask',
    'position_ids',
    CACHE_FLAG,
    ...LOGIT_COUNTS,
    ...cache.map(({ input }) => input),
  ]);
  const unknown = inputNames.find((name) => !known.has(name));
  if (unknown !== undefined) throw modelInvalid(`The decoder takes an input ${unknown} that this app does not know.`);
  if (inputNames.includes('position_ids') && inputShape(session, 'position_ids').length !== 2) {
    throw modelInvalid('The decoder takes position_ids of more than one kind for each token; this app has one.');
  }
  outputType(session, 'logits');
  return {
    embeddings: inputType(session, 'inputs_embeds'),
    mask: integerType(session, 'attention_mask'),
    positions: inputNames.includes('position_ids') ? integerType(session, 'position_ids') : null,
    logitCount: logitCount === undefined ? null : { name: logitCount, type: integerType(session, logitCount) },
    takesCacheFlag: inputNames.includes(CACHE_FLAG),
    cache,
  };
}

function readCache(session: Session, config: ModelConfig, keepsCache: boolean): readonly CachePort[] {
  const outputs = new Map(session.outputNames.map((name) => [cachePlace(name, 'present'), name]));
  const places = new Map<string, string>();
  for (const input of session.inputNames) {
    const place = cachePlace(input, 'past');
    if (place !== null) places.set(place, input);
  }
  if (places.size === 0 && keepsCache) {
    throw modelInvalid(
      'The decoder takes no past keys and values; export it with a cache, or set keyValueCache to false.',
    );
  }
  if (places.size !== 0 && places.size !== config.layers * 2) {
    const told = `config.json has ${config.layers} layers (num_hidden_layers)`;
    throw modelInvalid(`The decoder keeps the keys and values of ${places.size / 2} layers, and ${told}.`);
  }
  return [...places].map(([place, input]) => {
    const output = outputs.get(place);
    if (output === undefined) throw modelInvalid(`The decoder takes ${input} and returns nothing to go there.`);
    const [, heads, , headSize, ...more] = inputShape(session, input);
    if (headSize === undefined || more.length > 0) throw modelInvalid(`The decoder takes ${input} in another order.`);
    return {
      input,
      output,
      type: inputType(session, input),
      emptyDims: [1, sizeOf(heads, config.keyValueHeads, input), 0, sizeOf(headSize, config.headSize, input)],
    };
  });
}

/** A size that the network leaves open is the configuration's; one that it fixes must be the same. */
function sizeOf(size: number | string | undefined, configured: number, input: string): number {
  if (typeof size !== 'number' || size === configured) return configured;
  throw modelInvalid(`The decoder takes ${input} with ${size} where config.json has ${configured}.`);
}

/**
 * Which layer's keys or values a port holds, whatever the exporter called it: `past_key_values.0.key`,
 * `present_key_values.0.decoder.value`, `past_key_0`. Null for other ports.
 */
function cachePlace(name: string, side: 'past' | 'present'): string | null {
  if (!name.startsWith(side)) return null;
  const rest = name.slice(side.length).replace(/^_key_values?(?=[._]\d)/, '');
  const match =
    /^[._](?:(key|value)[._])?(?:(?:self|decoder)[._])?(\d+)(?:[._](?:self|decoder))?(?:[._](key|value))?$/.exec(rest);
  const part = match?.[1] ?? match?.[3];
  return match === null || part === undefined ? null : `${match[2]} ${part}`;
}
