import type { Verdict } from '#harness/domain/comparison.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { Tone } from './fact.ts';

export type VerdictView = {
  /** What it is counted and sorted as. */
  readonly kind: Verdict['kind'] | 'unconfirmed' | 'waived';
  readonly word: string;
  readonly sign: string;
  readonly tone: Tone;
  readonly explanation: string;
};

/** `interval` is empty where too few launches allow none. */
export type MedianView = { readonly median: string; readonly interval: string };

/** What a verdict rests on. A dash stands where there is nothing to say. */
export type EvidenceView = {
  /** `12 blocks`. */
  readonly sample: string;
  /** `look 2 of 4`; empty where the blocks were looked at once. */
  readonly look: string;
  readonly method: string;
  /** `98.9 %`; empty where the change has no interval. */
  readonly confidence: string;
  /** Estimate and interval of the robust check. */
  readonly robust: string;
  readonly robustConfidence: string;
  /** One-sided p of “no worse than the margin”, corrected for the looks. */
  readonly p: string;
  readonly power: string;
  readonly detectable: string;
  readonly deviceMinutes: string;
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
  /** Whether the change has the other sign than that from one median to the other: see `changeMeaning`. */
  readonly isAgainstMedians: boolean;
  readonly margin: string;
  readonly isBlocking: boolean;
  readonly verdict: VerdictView;
  /** `outputs differ: 12 of 60, 18 % shorter`; empty where the builds did the same work. */
  readonly outputs: string;
  readonly evidence: EvidenceView;
};

/** A metric of a run that was measured alone. */
export type MeasurementRow = {
  readonly metric: MetricId;
  readonly label: string;
  readonly pass: string;
  readonly role: 'primary' | 'phase' | 'secondary';
  readonly median: MedianView;
  /** Null where it was not measured. */
  readonly baseline: MedianView | null;
  readonly launches: string;
};

/** One metric of one pass on all phones of a model. */
export type ModelRow = {
  readonly metric: MetricId;
  readonly label: string;
  readonly role: 'primary' | 'phase' | 'secondary';
  readonly better: string;
  readonly change: string;
  /** As in the evidence of a phone. */
  readonly confidence: string;
  readonly margin: string;
  readonly isBlocking: boolean;
  readonly verdict: VerdictView;
  /** As of a phone. */
  readonly outputs: string;
  readonly p: string;
  /** How often phones that are alike would differ as much: `in 52 of 100 runs`. */
  readonly agreement: string;
  /** `Q 0.42 on 1 degree of freedom, p 0.517`; empty where the phones have no spread. */
  readonly heterogeneity: string;
};

export type DeviceModelView = {
  /** Hardware identifier. */
  readonly model: string;
  /** `iPhone17,1 (2 virtual phones)`. */
  readonly title: string;
  /** The phones, each with where its numbers come from. */
  readonly phones: string;
  readonly rows: readonly ModelRow[];
};
