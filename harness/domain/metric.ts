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
