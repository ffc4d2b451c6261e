import { type Metric, METRIC_IDS, type MetricId } from './metric.ts';

/** The operating system charges memory to a process in pages of 16 KiB. */
const PAGE_BYTES = 16_384;

const launch = {
  better: 'lower',
  comparedBy: 'launch',
  scale: 'log',
  isPerIteration: false,
  answers: 'none',
  needs: null,
  step: null,
  role: 'primary',
  parent: null,
} as const;
/** Timed while a question is answered. */
const answering = { ...launch, answers: 'work' } as const;
/** Counted of the whole process. */
const counted = { ...launch, answers: 'length', role: 'secondary' } as const;
const iteration = { ...answering, isPerIteration: true } as const;
const phase = { ...iteration, role: 'phase', parent: 'timeToFirstToken' } as const;
const question = { ...launch, comparedBy: 'question', scale: 'linear', better: 'higher' } as const;

/** Every metric of the harness. Durations are reduced to one number a launch: the median of its measured iterations. */
export const METRICS: { readonly [Id in MetricId]: Metric & { readonly id: Id } } = {
  modelLoadCold: {
    ...launch,
    id: 'modelLoadCold',
    label: 'Model load (cold)',
    definition:
      'Time of the first model load that the app calls cold, or of the first of all where the app cannot tell. What the system compiles after an installation is compiled by then.',
    unit: 'ms',
    needs: 'coldLoad',
  },
  modelLoadWarm: {
    ...launch,
    id: 'modelLoadWarm',
    label: 'Model load (warm)',
    definition: 'Time to load the model again in a process that has loaded it before.',
    unit: 'ms',
    role: 'secondary',
  },
  modelLoadAfterInstall: {
    ...launch,
    id: 'modelLoadAfterInstall',
    label: 'Model load after installation',
    definition:
      'Time of the first model load of a preparation launch, which compiles again what installing the build discarded.',
    unit: 'ms',
    role: 'secondary',
    needs: 'coldLoad',
  },
  timeToFirstToken: {
    ...iteration,
    id: 'timeToFirstToken',
    label: 'Time to first token',
    definition: 'From the start of the first stage of a question to its first token.',
    unit: 'ms',
  },
  preprocess: {
    ...phase,
    id: 'preprocess',
    label: 'Pre-processing',
    definition: 'Image file to normalised pixel tensor.',
    unit: 'ms',
  },
  visionEncode: {
    ...phase,
    id: 'visionEncode',
    label: 'Vision encoder',
    definition: 'Pixel tensor to projected image features.',
    unit: 'ms',
  },
  prefill: {
    ...phase,
    id: 'prefill',
    label: 'Prefill',
    definition: 'Image features and prompt to the logits of the first token.',
    unit: 'ms',
  },
  interTokenP50: {
    ...answering,
    id: 'interTokenP50',
    label: 'Inter-token time (median)',
    definition: 'Gap between two tokens: the median of the gaps in the long answers of a launch.',
    unit: 'ms',
    role: 'secondary',
  },
  interTokenP95: {
    ...answering,
    id: 'interTokenP95',
    label: 'Inter-token time (95th percentile)',
    definition: 'Gap between two tokens: the 95th percentile of the gaps in the long answers of a launch.',
    unit: 'ms',
    role: 'secondary',
  },
  decodeRate: {
    ...iteration,
    id: 'decodeRate',
    label: 'Decode rate',
    definition:
      'Tokens after the first, divided by the time that they took: the median of the long answers of a launch.',
    unit: 'tok/s',
    better: 'higher',
  },
  endToEnd: {
    ...iteration,
    id: 'endToEnd',
    label: 'End to end',
    definition: 'From the start of the first stage of a question to its last token.',
    unit: 'ms',
    answers: 'length',
  },
  peakMemory: {
    ...launch,
    id: 'peakMemory',
    label: 'Peak memory',
    definition: "Largest memory footprint in the process's life, as the operating system recorded it.",
    unit: 'B',
    step: PAGE_BYTES,
    needs: 'peakMemory',
  },
  memoryAfterLoad: {
    ...launch,
    id: 'memoryAfterLoad',
    label: 'Memory after load',
    definition: 'Memory footprint when the model has been loaded for the first time.',
    unit: 'B',
    step: PAGE_BYTES,
  },
  memoryAtPrefill: {
    ...launch,
    id: 'memoryAtPrefill',
    label: 'Memory in prefill',
    definition: 'Largest memory footprint that the app marked as the peak of a prefill (`peakPrefill`).',
    unit: 'B',
    step: PAGE_BYTES,
    role: 'secondary',
  },
  memoryAfterUnload: {
    ...launch,
    id: 'memoryAfterUnload',
    label: 'Memory after unload',
    definition: 'Memory footprint when the model has been unloaded for the last time.',
    unit: 'B',
    step: PAGE_BYTES,
    role: 'secondary',
  },
  memoryHeadroom: {
    ...launch,
    id: 'memoryHeadroom',
    label: 'Memory headroom',
    definition: 'What the system lets the process take, as the app reports it, less its peak memory.',
    unit: 'B',
    step: PAGE_BYTES,
    better: 'higher',
    scale: 'linear',
    needs: 'peakMemory',
  },
  leakPerCycle: {
    ...launch,
    id: 'leakPerCycle',
    label: 'Leak per cycle',
    definition: 'Theil–Sen slope of the footprint after unload over load–run–unload cycles, the first three dropped.',
    unit: 'B/cycle',
    step: PAGE_BYTES,
    scale: 'linear',
  },
  energyPerAnswer: {
    ...launch,
    id: 'energyPerAnswer',
    label: 'Energy per answer',
    definition: 'Energy above idle of a launch divided by the questions that it answered.',
    unit: 'J',
    answers: 'length',
    needs: 'energy',
  },
  averagePower: {
    ...answering,
    id: 'averagePower',
    label: 'Average power',
    definition: 'Energy of the device over the energy window divided by the length of the window.',
    unit: 'W',
    role: 'secondary',
    needs: 'energy',
  },
  cpuEnergyPerAnswer: {
    ...counted,
    id: 'cpuEnergyPerAnswer',
    label: 'Processor energy per answer',
    definition:
      'Energy that the system counts for the process on processor cores, from its start to its end, divided by the questions that it answered. The graphics processor and the Neural Engine are not in it.',
    unit: 'J',
  },
  instructionsPerAnswer: {
    ...counted,
    id: 'instructionsPerAnswer',
    label: 'Instructions per answer',
    definition:
      'Instructions of the process on processor cores, from its start to its end, divided by the questions that it answered.',
    unit: 'count',
  },
  cyclesPerAnswer: {
    ...counted,
    id: 'cyclesPerAnswer',
    label: 'Cycles per answer',
    definition:
      'Clock cycles of the process on processor cores, from its start to its end, divided by the questions that it answered.',
    unit: 'count',
  },
  sustainedThroughput: {
    ...answering,
    id: 'sustainedThroughput',
    label: 'Sustained throughput',
    definition: 'Answers a second that are left at the end of a long launch: the median of its last three tenths.',
    unit: 'answers/s',
    better: 'higher',
    answers: 'length',
  },
  throughputRetention: {
    ...answering,
    id: 'throughputRetention',
    label: 'Throughput retention',
    definition: 'Sustained throughput divided by the throughput of the first tenth of the launch.',
    unit: 'ratio',
    better: 'higher',
  },
  kneeTime: {
    ...answering,
    id: 'kneeTime',
    label: 'Time to the knee',
    definition:
      "Time until throughput stays below 95 % of the first tenth's; a launch that never does counts with its whole length.",
    unit: 'ms',
    better: 'higher',
    role: 'secondary',
  },
  answerAccuracy: {
    ...question,
    id: 'answerAccuracy',
    label: 'Answer accuracy',
    definition: 'Mean VQA score of the answers against the reference answers.',
    unit: 'ratio',
  },
  answerAgreement: {
    ...question,
    id: 'answerAgreement',
    label: 'Answer agreement',
    definition: 'Share of the answers that are the one most people gave.',
    unit: 'ratio',
    role: 'secondary',
  },
  modelSize: {
    ...launch,
    id: 'modelSize',
    label: 'Model size',
    definition: 'Bytes of the model files in the build, configuration left out.',
    unit: 'B',
    comparedBy: 'build',
  },
};

/** Turns a difference round where higher is better: the result is positive when the candidate is worse. */
export function towardsWorse(metric: MetricId, difference: number): number {
  return METRICS[metric].better === 'lower' ? difference : -difference;
}

/** The parts of a metric that are metrics themselves, in the order in which they run. */
export function phasesOf(whole: MetricId): readonly MetricId[] {
  return METRIC_IDS.filter((id) => METRICS[id].parent === whole);
}

/** Whether answers must be scored for any of these metrics. */
export function needScores(metrics: readonly MetricId[]): boolean {
  return metrics.some(isOfAnswers);
}

/** Whether a metric is of what was answered, whatever it took. */
export function isOfAnswers(metric: MetricId): boolean {
  return METRICS[metric].comparedBy === 'question';
}
