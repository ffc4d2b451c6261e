import type { Verdict } from '#harness/domain/comparison.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { Tone } from './fact.ts';

export type VerdictView = {
  /** What it is counted and sorted as. */
  readonly kind: Verdict['kind'] | 'unconfirmed';
  readonly word: string;
  readonly sign: string;
  readonly tone: Tone;
  readonly explanation: string;
};

/** `interval` is empty where too few launches allow none. */
export type MedianView = { readonly median: string; readonly interval: string };

/** What a verdict rests on. */
export type EvidenceView = {
  readonly sample: string;
  readonly method: string;
  /** The interval of the robust check. */
  readonly robust: string;
  /** One-sided p of “no worse than the margin”. */
  readonly p: string;
  readonly detectable: string;
};

export type ComparisonRow = {
  readonly metric: MetricId;
  readonly label: string;
  readonly pass: string;
  readonly role: 'primary' | 'phase' | 'secondary';
  readonly better: string;
  readonly baseline: MedianView;
  readonly candidate: MedianView;
  readonly change: string;
  readonly margin: string;
  readonly isBlocking: boolean;
  readonly verdict: VerdictView;
  readonly evidence: EvidenceView;
};

/** A metric of a run that was measured alone. */
export type MeasurementRow = {
  readonly metric: MetricId;
  readonly label: string;
  readonly pass: string;
  readonly role: 'primary' | 'phase' | 'secondary';
  readonly median: MedianView;
  readonly launches: string;
};
