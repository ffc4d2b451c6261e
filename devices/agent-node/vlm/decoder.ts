import type { Tensor } from 'onnxruntime-node';
import { AgentError } from '#devices/agent-node/agent-error.ts';
import type { ModelConfig } from './model-config.ts';
import { type DecoderPorts, readDecoderPorts } from './decoder-ports.ts';
import {
  asType,
  type Feeds,
  flag,
  floatsOf,
  floatTensor,
  integerRow,
  integerScalar,
  output,
  type Session,
} from './tensors.ts';

/** A sequence so far, and what the next step needs of it. */
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
  readonly #keepsCache: boolean;
  readonly #ports: DecoderPorts;

  constructor(session: Session, config: ModelConfig, keepsCache: boolean) {
    this.#session = session;
    this.#keepsCache = keepsCache;
    this.#ports = readDecoderPorts(session, config, keepsCache);
  }

  /** Reads the embeddings of a prompt: [1, length, width]. */
  async prefill(embeddings: Tensor): Promise<Sequence> {
    const outputs = await this.#run(embeddings, this.#emptyPast(), 0);
    return this.#sequence(outputs, embeddings.dims[1] ?? 0, () => floatsOf(embeddings));
  }

  /** Reads one more token. */
  async decodeStep(sequence: Sequence, embedding: Tensor): Promise<Sequence> {
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
    const ports = this.#ports;
    const feeds: Feeds = {
      ...past,
      inputs_embeds: asType(ports.embeddings, embeddings),
      attention_mask: integerRow(ports.mask, pastLength + length, () => 1),
    };
    if (ports.positions !== null) {
      feeds['position_ids'] = integerRow(ports.positions, length, (index) => pastLength + index);
    }
    if (ports.logitCount !== null) feeds[ports.logitCount.name] = integerScalar(ports.logitCount.type, 1);
    if (ports.takesCacheFlag) feeds['use_cache_branch'] = flag(pastLength > 0);
    return this.#session.run(feeds);
  }

  #sequence(outputs: Awaited<ReturnType<Session['run']>>, length: number, values: () => Float32Array): Sequence {
    const token = likeliest(output(outputs, 'logits'));
    if (!this.#keepsCache) return { token, length, memory: { kind: 'embeddings', values: values() } };
    const past = Object.fromEntries(this.#ports.cache.map((port) => [port.input, output(outputs, port.output)]));
    return { token, length, memory: { kind: 'cache', past } };
  }

  #emptyPast(): Feeds {
    return Object.fromEntries(
      this.#ports.cache.map(({ input, type, emptyDims }) => [input, floatTensor(type, new Float32Array(0), emptyDims)]),
    );
  }
}

/** Greedy choice at the last position of [1, positions, vocabulary]; of equals the first. */
function likeliest(logits: Tensor): number {
  const size = logits.dims.at(-1) ?? 0;
  const values = floatsOf(logits).subarray(-size);
  let best = 0;
  for (let id = 1; id < size; id += 1) if ((values[id] ?? 0) > (values[best] ?? 0)) best = id;
  if (Number.isNaN(values[best]))
    throw new AgentError('MODEL_INVALID', 'The decoder returned something that is not a number.');
  return best;
}
