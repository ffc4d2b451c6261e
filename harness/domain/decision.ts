import type { MetricId } from './metric.ts';

/** What a gate does with doubt and with numbers of a virtual phone. */
export type Policy = {
  readonly id: string;
  /**
   * `block`: a doubt about anything that decides keeps a build from passing. `warn`: it is noted and holds nothing up.
   */
  readonly inconclusive: 'block' | 'warn';
  /** `refuse`: a pass that rests on virtual phones is inconclusive. */
  readonly virtual: 'accept' | 'refuse';
};

/** One finding behind a decision, with a sentence that people read. */
export type Reason =
  | {
      readonly kind: 'regression' | 'drift' | 'inconclusive';
      readonly deviceId: string;
      readonly passId: string;
      readonly metric: MetricId;
      /** The phases of the metric that regressed themselves: where it comes from. */
      readonly phases: readonly MetricId[];
      readonly message: string;
    }
  | {
      /** The same of all phones of a model, of which there are several. */
      readonly kind: 'modelRegression' | 'modelDrift' | 'modelInconclusive';
      readonly model: string;
      readonly deviceIds: readonly string[];
      readonly passId: string;
      readonly metric: MetricId;
      /** The phases of the metric that regressed on any of the phones. */
      readonly phases: readonly MetricId[];
      readonly message: string;
    }
  | {
      readonly kind: 'productFault' | 'virtual' | 'noBaseline' | 'incomplete' | 'outputs' | 'sameCode';
      readonly message: string;
    };

/** May the build ship? */
export type Decision = {
  readonly kind: 'pass' | 'fail' | 'inconclusive';
  readonly policy: Policy;
  /** What decided, most important first. */
  readonly reasons: readonly Reason[];
  /** What is worth knowing and did not decide. */
  readonly notes: readonly Reason[];
};
