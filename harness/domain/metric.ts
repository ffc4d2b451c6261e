/** The unit a metric's values are kept in; printing scales them, nothing else does. */
export type Unit = 'ms' | 'tok/s' | 'answers/s' | 'B' | 'B/cycle' | 'J' | 'W' | 'count' | 'ratio';

/** What a metric may do to a decision. */
export type MetricRole =
  /** Decides a gate by itself. */
  | 'primary'
  /**
   * A part of its parent: says where a change comes from, and decides by itself unless the parent is certainly no worse.
   */
  | 'phase'
  /** Shown, never decides. */
  | 'secondary';

export type ComparedBy =
  /** It varies between launches of one build on one device, so that chance may fail a gate. */
  | 'launch'
  /** Of answers: every launch of a build gives the same ones, and other questions could give another number. */
  | 'question'
  /** A property of the package. Chance has no part in it. */
  | 'build';

/** What other answers of the candidate do to the number. */
export type AnswerDependence =
  | 'none'
  /** It is taken while questions are answered: other answers are other work. */
  | 'work'
  /** It gets worse with longer answers, so that a build which answers less looks better. */
  | 'length';

/** What not every device reports. */
export type Capability = 'energy' | 'peakMemory' | 'coldLoad';

/** One number a launch: what it means, its unit and which way is better. */
export type Metric = {
  readonly id: MetricId;
  readonly label: string;
  /** What exactly is measured, in one sentence. */
  readonly definition: string;
  readonly unit: Unit;
  readonly better: 'lower' | 'higher';
  /** What is one observation when two builds are compared. */
  readonly comparedBy: ComparedBy;
  /** Where changes are worked out: `log` where a change is a ratio, `linear` where the baseline may be zero or near it. */
  readonly scale: 'log' | 'linear';
  /** Whether a launch's value is the middle one of its iterations', so that a single iteration has one too. */
  readonly isPerIteration: boolean;
  readonly answers: AnswerDependence;
  /** What a device must be able to do for it; null where any device will do. */
  readonly needs: Capability | null;
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
  'memoryAtPrefill',
  'memoryAfterUnload',
  'memoryHeadroom',
  'leakPerCycle',
  'energyPerAnswer',
  'averagePower',
  'cpuEnergyPerAnswer',
  'instructionsPerAnswer',
  'cyclesPerAnswer',
  'sustainedThroughput',
  'throughputRetention',
  'kneeTime',
  'answerAccuracy',
  'answerAgreement',
  'modelSize',
] as const;

export type MetricId = (typeof METRIC_IDS)[number];

export function isMetric(id: string): id is MetricId {
  return METRIC_IDS.some((known) => known === id);
}
