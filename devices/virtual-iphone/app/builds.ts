import type { MetricId } from '#harness/domain/metric.ts';
import {
  DEFAULT_RUNTIME_OPTIONS,
  type NetworkOptions,
  type RuntimeOptions,
} from '#devices/agent-node/runtime-options.ts';

/** A build of the sample app. Builds differ only in what their .ipa holds, as builds of a real app do. */
export type SampleBuild = {
  readonly version: string;
  readonly buildNumber: string;
  /** What differs from `reference`. */
  readonly summary: string;
  /** The metric for which the build must fail beside `reference` in the suite `demo`; null when it must pass. */
  readonly failsFor: MetricId | null;
  /** Folders below models/, the first one whole; each later one replaces files of the ones before. */
  readonly modelFolders: readonly string[];
  readonly options: RuntimeOptions;
};

const { networks } = DEFAULT_RUNTIME_OPTIONS;

const REFERENCE: SampleBuild = {
  version: '1.0.0',
  buildNumber: '100',
  summary: 'the build that the others are compared with',
  failsFor: null,
  modelFolders: ['nano'],
  options: DEFAULT_RUNTIME_OPTIONS,
};

const INT8: NetworkOptions = { dtype: 'int8', graphOptimization: 'all' };

export const BUILDS = {
  reference: REFERENCE,
  rebuilt: {
    ...REFERENCE,
    version: '1.0.1',
    buildNumber: '101',
    summary: 'the same model and code again',
  },
  int8: {
    ...REFERENCE,
    version: '1.1.0',
    buildNumber: '110',
    summary:
      'weights in integers of 8 bits, unfolded to floats at load: a quarter of the size, as fast, much the same answers',
    options: { ...DEFAULT_RUNTIME_OPTIONS, networks: { visionEncoder: INT8, embedTokens: INT8, decoder: INT8 } },
  },
  pruned: {
    ...REFERENCE,
    version: '1.2.0',
    buildNumber: '120',
    summary: 'one decoder layer less: faster, smaller, and wrong more often',
    failsFor: 'answerAccuracy',
    modelFolders: ['nano', 'pruned'],
  },
  hires: {
    ...REFERENCE,
    version: '1.3.0',
    buildNumber: '130',
    summary: 'four times the pixels and visual tokens: slower and, for this model, wrong more often',
    // It is slower too, but a demo looks at the answers first and ends there.
    failsFor: 'answerAccuracy',
    modelFolders: ['nano', 'hires'],
  },
  'slow-encoder': {
    ...REFERENCE,
    version: '1.4.0',
    buildNumber: '140',
    summary: 'the vision encoder without graph optimisation: slower there, the same answers',
    failsFor: 'visionEncode',
    options: {
      ...DEFAULT_RUNTIME_OPTIONS,
      networks: { ...networks, visionEncoder: { dtype: 'fp32', graphOptimization: 'disabled' } },
    },
  },
  'no-kv-cache': {
    ...REFERENCE,
    version: '1.5.0',
    buildNumber: '150',
    summary: 'the whole sequence again for every token: a much lower decode rate, the same answers',
    failsFor: 'decodeRate',
    options: { ...DEFAULT_RUNTIME_OPTIONS, keyValueCache: false },
  },
  'wrong-colours': {
    ...REFERENCE,
    version: '1.6.0',
    buildNumber: '160',
    summary: 'the mean and deviation of another model in pre-processing: as fast, and wrong much more often',
    failsFor: 'answerAccuracy',
    modelFolders: ['nano', 'wrong-colours'],
  },
} as const satisfies Record<string, SampleBuild>;
