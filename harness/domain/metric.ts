/** The unit a metric's values are kept in; printing scales them, nothing else does. */
export type Unit = 'ms' | 'tok/s' | 'answers/s' | 'B' | 'B/cycle' | 'J' | 'W' | 'ratio';

/** What a metric may do to a decision. */
export type MetricRole =
  /** Decides a gate by itself. */
  | 'primary'
  /**
   * A part of its parent: says where a change comes from, and decides by itself unless the parent surely is no worse.
   */
  | 'phase'
  /** Shown, never decides. */
  | 'secondary';

/** One number a launch: what it means, its unit and which way is better. */
export type Metric = {
  readonly id: MetricId;
  readonly label: string;
  /** What exactly is measured, in one sentence. */
  readonly definition: string;
  readonly unit: Unit;
  readonly better: 'lower' | 'higher';
  /** `exact` values do not vary between launches of one build on one device; `noisy` ones do. */
  readonly spread: 'noisy' | 'exact';
  /** The step in which devices count it, in its unit; null where it depends on the app, and only its values can show it. */
  readonly step: number | null;
  readonly role: MetricRole;
  readonly parent: MetricId | null;
};

export const METRIC_IDS = [
  'modelLoadCold',
  'modelLoadWarm',
  'modelLoadAfterInstall',
  'timeToFirstToken',
  'preprocess',
  'visionEncode',
  'prefill',
  'interTokenP50',
  'interTokenP95',
  'decodeRate',
  'endToEnd',
  'peakMemory',
  'memoryAfterLoad',
  'leakPerCycle',
  'energyPerAnswer',
  'averagePower',
  'sustainedThroughput',
  'throughputRetention',
  'kneeTime',
  'answerAccuracy',
  'answerAgreement',
  'modelSize',
] as const;

export type MetricId = (typeof METRIC_IDS)[number];

/** The operating system charges memory to a process in pages of 16 KiB. */
const PAGE_BYTES = 16_384;

const lower = { better: 'lower', spread: 'noisy', step: null, role: 'primary', parent: null } as const;

/** Every metric of the harness. Durations are reduced to one number a launch: the median of its measured iterations. */
export const METRICS: { readonly [Id in MetricId]: Metric & { readonly id: Id } } = {
  modelLoadCold: {
    ...lower,
    id: 'modelLoadCold',
    label: 'Model load (cold)',
    definition:
      'Time of the first model load that the app calls cold, or of the first of all where the app cannot tell. What an installation throws away has been compiled again by then.',
    unit: 'ms',
  },
  modelLoadWarm: {
    ...lower,
    id: 'modelLoadWarm',
    label: 'Model load (warm)',
    definition: 'Time to load the model again in a process that has loaded it before.',
    unit: 'ms',
    role: 'secondary',
  },
  modelLoadAfterInstall: {
    ...lower,
    id: 'modelLoadAfterInstall',
    label: 'Model load after installation',
    definition:
      'Time of the first model load of a preparation launch, which compiles what installing the build threw away.',
    unit: 'ms',
    role: 'secondary',
  },
  timeToFirstToken: {
    ...lower,
    id: 'timeToFirstToken',
    label: 'Time to first token',
    definition: 'From the start of the first stage of a question to its first token.',
    unit: 'ms',
  },
  preprocess: {
    ...lower,
    id: 'preprocess',
    label: 'Pre-processing',
    definition: 'Image file to normalised pixel tensor.',
    unit: 'ms',
    role: 'phase',
    parent: 'timeToFirstToken',
  },
  visionEncode: {
    ...lower,
    id: 'visionEncode',
    label: 'Vision encoder',
    definition: 'Pixel tensor to projected image features.',
    unit: 'ms',
    role: 'phase',
    parent: 'timeToFirstToken',
  },
  prefill: {
    ...lower,
    id: 'prefill',
    label: 'Prefill',
    definition: 'Image features and prompt to the logits of the first token.',
    unit: 'ms',
    role: 'phase',
    parent: 'timeToFirstToken',
  },
  interTokenP50: {
    ...lower,
    id: 'interTokenP50',
    label: 'Inter-token time (median)',
    definition: 'Median gap between tokens of the long answers of a launch.',
    unit: 'ms',
    role: 'secondary',
  },
  interTokenP95: {
    ...lower,
    id: 'interTokenP95',
    label: 'Inter-token time (95th percentile)',
    definition: '95th percentile of the gaps between tokens of the long answers of a launch.',
    unit: 'ms',
    role: 'secondary',
  },
  decodeRate: {
    ...lower,
    id: 'decodeRate',
    label: 'Decode rate',
    definition: 'Median over the long answers of a launch of the tokens after the first divided by the time they took.',
    unit: 'tok/s',
    better: 'higher',
  },
  endToEnd: {
    ...lower,
    id: 'endToEnd',
    label: 'End to end',
    definition: 'From the start of the first stage of a question to its last token.',
    unit: 'ms',
  },
  peakMemory: {
    ...lower,
    id: 'peakMemory',
    label: 'Peak memory',
    definition: "Largest memory footprint in the process's life, as the operating system kept it.",
    unit: 'B',
    step: PAGE_BYTES,
  },
  memoryAfterLoad: {
    ...lower,
    id: 'memoryAfterLoad',
    label: 'Memory after load',
    definition: 'Memory footprint when the model has been loaded for the first time.',
    unit: 'B',
    step: PAGE_BYTES,
  },
  leakPerCycle: {
    ...lower,
    id: 'leakPerCycle',
    label: 'Leak per cycle',
    definition: 'Theil–Sen slope of the footprint after unload over load–run–unload cycles, the first three dropped.',
    unit: 'B/cycle',
    step: PAGE_BYTES,
  },
  energyPerAnswer: {
    ...lower,
    id: 'energyPerAnswer',
    label: 'Energy per answer',
    definition: 'Energy above idle of a launch divided by the questions that it answered.',
    unit: 'J',
  },
  averagePower: {
    ...lower,
    id: 'averagePower',
    label: 'Average power',
    definition: 'Energy of the device over the energy window divided by the length of the window.',
    unit: 'W',
    role: 'secondary',
  },
  sustainedThroughput: {
    ...lower,
    id: 'sustainedThroughput',
    label: 'Sustained throughput',
    definition: 'Answers a second that are left at the end of a long launch: the median of its last three tenths.',
    unit: 'answers/s',
    better: 'higher',
  },
  throughputRetention: {
    ...lower,
    id: 'throughputRetention',
    label: 'Throughput retention',
    definition: 'Sustained throughput divided by the throughput of the first tenth of the launch.',
    unit: 'ratio',
    better: 'higher',
  },
  kneeTime: {
    ...lower,
    id: 'kneeTime',
    label: 'Time to the knee',
    definition:
      "Time until throughput stays below 95 % of the first tenth's; a launch that never does counts with its whole length.",
    unit: 'ms',
    better: 'higher',
    role: 'secondary',
  },
  answerAccuracy: {
    ...lower,
    id: 'answerAccuracy',
    label: 'Answer accuracy',
    definition: 'Mean VQA score of the answers against the reference answers.',
    unit: 'ratio',
    better: 'higher',
    spread: 'exact',
  },
  answerAgreement: {
    ...lower,
    id: 'answerAgreement',
    label: 'Answer agreement',
    definition: 'Share of the answers that are the one most people gave.',
    unit: 'ratio',
    better: 'higher',
    spread: 'exact',
    role: 'secondary',
  },
  modelSize: {
    ...lower,
    id: 'modelSize',
    label: 'Model size',
    definition: 'Bytes of the model files in the build, configuration left out.',
    unit: 'B',
    spread: 'exact',
  },
};
