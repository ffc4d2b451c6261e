import type { JsonFields } from './json-fields.ts';

/** How the ONNX files of a model are named: each number format has a suffix of its own. */
const DTYPE_SUFFIXES = {
  fp32: '',
  fp16: '_fp16',
  int8: '_int8',
  uint8: '_uint8',
  q8: '_quantized',
  q4: '_q4',
  q4f16: '_q4f16',
  bnb4: '_bnb4',
} as const;
type Dtype = keyof typeof DTYPE_SUFFIXES;

const GRAPH_OPTIMIZATIONS = ['disabled', 'basic', 'extended', 'all'] as const;
type GraphOptimization = (typeof GRAPH_OPTIMIZATIONS)[number];

/** The three networks of the model. */
export const NETWORKS = ['visionEncoder', 'embedTokens', 'decoder'] as const;
export type Network = (typeof NETWORKS)[number];

export type NetworkOptions = { readonly dtype: Dtype; readonly graphOptimization: GraphOptimization };

/** File of a model folder that says how the model is run; a folder without it is run by the defaults. */
export const RUNTIME_FILE = 'runtime.json';

/** How a build runs its model; `runtime.json` in the model folder, so that it is part of the build's fingerprint. */
export type RuntimeOptions = {
  /** What a plan calls the model. */
  readonly model: string;
  readonly networks: { readonly [Name in Network]: NetworkOptions };
  readonly threads: number;
  /** False computes the whole sequence again for every token. */
  readonly keyValueCache: boolean;
};

const FILES: { readonly [Name in Network]: string } = {
  visionEncoder: 'vision_encoder',
  embedTokens: 'embed_tokens',
  decoder: 'decoder_model_merged',
};

/** Where a network's file lies in the model folder. */
export function networkFile(network: Network, options: RuntimeOptions): string {
  return `onnx/${FILES[network]}${DTYPE_SUFFIXES[options.networks[network].dtype]}.onnx`;
}

const PLAIN: NetworkOptions = { dtype: 'fp32', graphOptimization: 'all' };

export const DEFAULT_RUNTIME_OPTIONS: RuntimeOptions = {
  model: 'nano',
  networks: { visionEncoder: PLAIN, embedTokens: PLAIN, decoder: PLAIN },
  threads: 1,
  keyValueCache: true,
};

/**
 * What runtime.json says; null stands for a model without that file. Throws what the fields throw for one that is not
 * what it must be.
 */
export function runtimeOptions(options: JsonFields | null): RuntimeOptions {
  if (options === null) return DEFAULT_RUNTIME_OPTIONS;
  const networks = options.object('networks');
  const network = (name: Network): NetworkOptions => ({
    dtype: networks.object(name).oneOf('dtype', Object.keys(DTYPE_SUFFIXES) as Dtype[]),
    graphOptimization: networks.object(name).oneOf('graphOptimization', GRAPH_OPTIMIZATIONS),
  });
  return {
    model: options.text('model'),
    networks: {
      visionEncoder: network('visionEncoder'),
      embedTokens: network('embedTokens'),
      decoder: network('decoder'),
    },
    threads: options.whole('threads', 1),
    keyValueCache: options.flag('keyValueCache'),
  };
}
