import type { Tensor } from 'onnxruntime-node';
import { AgentError } from '#devices/virtual-iphone/app/agent-error.ts';
import type { ModelConfig } from './model-config.ts';
import {
  asType,
  type Feeds,
  floatsOf,
  floatTensor,
  inputType,
  integerRow,
  integerScalar,
  output,
  type Session,
} from './tensors.ts';

/** A sequence that has been read so far, and what is needed to read on. */
export type Sequence = {
  /** The likeliest next token. */
  readonly token: number;
  readonly length: number;
  /** With the cache: keys and values of all positions. Without: the embeddings of all positions. */
  readonly memory:
    | { readonly kind: 'cache'; readonly past: Feeds }
    | { readonly kind: 'embeddings'; readonly values: Float32Array };
};

/** The language model: embeddings in, next token out. */
export class Decoder {
  readonly #session: Session;
  readonly #config: ModelConfig;
  readonly #keepsCache: boolean;
  readonly #embeddingType: 'float32' | 'float16';
  readonly #takesPositions: boolean;
  readonly #takesLogitCount: boolean;

  constructor(session: Session, config: ModelConfig, keepsCache: boolean) {
    this.#session = session;
    this.#config = config;
    this.#keepsCache = keepsCache;
    this.#embeddingType = inputType(session, 'inputs_embeds');
    this.#takesPositions = session.inputNames.includes('position_ids');
    this.#takesLogitCount = session.inputNames.includes('num_logits_to_keep');
  }

  /** Reads the embeddings of a prompt: [1, length, width]. */
  async read(embeddings: Tensor): Promise<Sequence> {
    const outputs = await this.#run(embeddings, this.#emptyPast(), 0);
    return this.#sequence(outputs, embeddings.dims[1] ?? 0, () => floatsOf(embeddings));
  }

  /** Reads one more token. */
  async readOn(sequence: Sequence, embedding: Tensor): Promise<Sequence> {
    const { memory, length } = sequence;
    if (memory.kind === 'cache') {
      const outputs = await this.#run(embedding, memory.past, length);
      return this.#sequence(outputs, length + 1, () => floatsOf(embedding));
    }
    const width = embedding.dims[2] ?? 0;
    const all = new Float32Array((length + 1) * width);
    all.set(memory.values);
    all.set(floatsOf(embedding), length * width);
    const outputs = await this.#run(floatTensor('float32', all, [1, length + 1, width]), this.#emptyPast(), 0);
    return this.#sequence(outputs, length + 1, () => all);
  }

  #run(embeddings: Tensor, past: Feeds, pastLength: number): Promise<Awaited<ReturnType<Session['run']>>> {
    const length = embeddings.dims[1] ?? 0;
    const feeds: Feeds = {
      ...past,
      inputs_embeds: asType(this.#embeddingType, embeddings),
      attention_mask: integerRow(pastLength + length, () => 1),
    };
    if (this.#takesPositions) feeds['position_ids'] = integerRow(length, (index) => pastLength + index);
    if (this.#takesLogitCount) feeds['num_logits_to_keep'] = integerScalar(1);
    return this.#session.run(feeds);
  }

  #sequence(outputs: Awaited<ReturnType<Session['run']>>, length: number, values: () => Float32Array): Sequence {
    const token = likeliest(output(outputs, 'logits'));
    if (!this.#keepsCache) return { token, length, memory: { kind: 'embeddings', values: values() } };
    const past: Feeds = {};
    for (const name of this.#session.outputNames) {
      if (name.startsWith('present')) past[name.replace('present', 'past_key_values')] = output(outputs, name);
    }
    return { token, length, memory: { kind: 'cache', past } };
  }

  #emptyPast(): Feeds {
    const { layers, keyValueHeads, headSize } = this.#config;
    const past: Feeds = {};
    for (let layer = 0; layer < layers; layer += 1) {
      for (const part of ['key', 'value']) {
        const name = `past_key_values.${layer}.${part}`;
        past[name] = floatTensor(inputType(this.#session, name), new Float32Array(0), [1, keyValueHeads, 0, headSize]);
      }
    }
    return past;
  }
}

/** Greedy choice at the last position of [1, positions, vocabulary]; of equals the first. */
function likeliest(logits: Tensor): number {
  const size = logits.dims.at(-1) ?? 0;
  const values = floatsOf(logits).subarray(-size);
  let best = 0;
  for (let id = 1; id < size; id += 1) if ((values[id] ?? 0) > (values[best] ?? 0)) best = id;
  if (Number.isNaN(values[best]))
    throw new AgentError('MODEL_INVALID', 'The decoder returned something that is no number.');
  return best;
}
