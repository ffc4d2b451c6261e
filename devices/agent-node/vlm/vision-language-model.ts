import type { Tensor } from 'onnxruntime-node';
import { AgentError } from '#devices/agent-node/agent-error.ts';
import { decodeImage } from '#devices/agent-node/image/decode.ts';
import { type PixelTensor, toPixels, withImageSize } from '#devices/agent-node/image/preprocess.ts';
import type { RuntimeOptions } from '#devices/agent-node/runtime-options.ts';
import { Decoder, type Sequence } from './decoder.ts';
import { type ModelConfig, readModelConfig } from './model-config.ts';
import { endProfiles, type Networks, openNetworks, releaseNetworks } from './networks.ts';
import { openPrompter, type Prompter, type PromptTokens } from './prompt.ts';
import { floatsOf, floatTensor, integerRow, output } from './tensors.ts';
import {
  type EncoderPorts,
  readEmbedderPorts,
  readEncoderPorts,
  type EmbedderPorts,
  refuseOtherSize,
} from './encoder-ports.ts';

/**
 * A model in the layout of the public FastVLM ONNX exports. It keeps no clock: every method is one stage, over when its
 * result exists.
 */
export class VisionLanguageModel {
  readonly #config: ModelConfig;
  readonly #networks: Networks;
  readonly #prompter: Prompter;
  readonly #decoder: Decoder;
  readonly #encoder: EncoderPorts;
  readonly #embedder: EmbedderPorts;

  private constructor(config: ModelConfig, networks: Networks, prompter: Prompter, options: RuntimeOptions) {
    this.#config = config;
    this.#networks = networks;
    this.#prompter = prompter;
    this.#decoder = new Decoder(networks.decoder, config, options.keyValueCache);
    this.#encoder = readEncoderPorts(networks.visionEncoder);
    this.#embedder = readEmbedderPorts(networks.embedTokens);
  }

  /**
   * `imageSizePx` replaces the size of the configuration. Throws PLAN_INVALID for a size that the model cannot take,
   * MODEL_INVALID for what this app cannot do with the model: nothing is left to be found out at the first inference.
   *
   * @param profiles the folder for profiles of what its operators take, which makes it slower; null for none
   */
  static async load(
    folder: string,
    options: RuntimeOptions,
    imageSizePx: number | null,
    profiles: string | null = null,
  ): Promise<VisionLanguageModel> {
    const configured = readModelConfig(folder);
    const preprocessing =
      imageSizePx === null ? configured.preprocessing : withImageSize(configured.preprocessing, imageSizePx);
    const prompter = openPrompter(folder, configured.imageTokenId);
    const networks = await openNetworks(folder, options, profiles);
    const model = new VisionLanguageModel({ ...configured, preprocessing }, networks, prompter, options);
    refuseOtherSize(networks.visionEncoder, preprocessing, imageSizePx);
    return model;
  }

  async preprocess(file: Uint8Array): Promise<PixelTensor> {
    return toPixels(await decodeImage(file), this.#config.preprocessing);
  }

  /** Image features, [1, visual tokens, width]. */
  async encode(pixels: PixelTensor): Promise<Tensor> {
    const { type, features } = this.#encoder;
    const input = floatTensor(type, pixels.values, pixels.dims);
    const found = output(await this.#networks.visionEncoder.run({ pixel_values: input }), features);
    return found.dims.length === 2 ? found.reshape([1, ...found.dims]) : found;
  }

  /** Reads image and question. Throws PLAN_INVALID when `maxOutputTokens` more would not fit. */
  async prefill(features: Tensor, question: string, maxOutputTokens: number): Promise<Sequence> {
    const prompt = this.#prompter.tokenise(question);
    const embeddings = merge(await this.#embed(prompt.ids), prompt, features);
    const { maxPositions } = this.#config;
    if (maxPositions !== null && (embeddings.dims[1] ?? 0) + maxOutputTokens > maxPositions) {
      throw new AgentError('PLAN_INVALID', `A question and ${maxOutputTokens} tokens are more than ${maxPositions}.`);
    }
    return this.#decoder.prefill(embeddings);
  }

  /** Takes the likeliest token into the sequence. */
  async decodeStep(sequence: Sequence): Promise<Sequence> {
    return this.#decoder.decodeStep(sequence, await this.#embed([sequence.token]));
  }

  endsSequence(token: number): boolean {
    return this.#config.endOfSequenceIds.has(token);
  }

  text(tokens: readonly number[]): string {
    return this.#prompter.text(tokens);
  }

  /** The profiles that it was loaded with are whole from now on. */
  endProfiles(): void {
    endProfiles(this.#networks);
  }

  async release(): Promise<void> {
    await releaseNetworks(this.#networks);
  }

  async #embed(ids: readonly number[]): Promise<Tensor> {
    const input = integerRow(this.#embedder.ids, ids.length, (index) => ids[index] ?? 0);
    return output(await this.#networks.embedTokens.run({ input_ids: input }), this.#embedder.embeddings);
  }
}

/** The image's features take the place of the image token. */
function merge(text: Tensor, prompt: PromptTokens, features: Tensor): Tensor {
  const width = text.dims[2] ?? 0;
  if (features.dims[2] !== width) {
    throw new AgentError('MODEL_INVALID', `Image features are ${features.dims[2]} wide, embeddings ${width}.`);
  }
  const length = prompt.ids.length - 1 + (features.dims[1] ?? 0);
  const words = floatsOf(text);
  const image = floatsOf(features);
  const merged = new Float32Array(length * width);
  const before = prompt.imageIndex * width;
  merged.set(words.subarray(0, before));
  merged.set(image, before);
  merged.set(words.subarray(before + width), before + image.length);
  return floatTensor('float32', merged, [1, length, width]);
}
