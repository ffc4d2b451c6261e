import { z } from 'zod';
import type { MetricId } from './metric.ts';
import { type MetricRules, metricRulesSchema } from './metric-rule.ts';

/**
 * What a gate does with doubt and with numbers that come from no iPhone: all that it decides by beside the assessment, and so all
 * that a verdict record keeps of it.
 */
export type Policy = {
  readonly id: string;
  /**
   * `block`: a doubt about anything that decides keeps a build from passing. `warn`: it is a note, unless nothing shows
   * the candidate to be unharmed.
   */
  readonly inconclusive: 'block' | 'warn';
  /** `refuse`: a pass that rests on virtual phones, or on the machine of the harness, is inconclusive. */
  readonly virtual: 'accept' | 'refuse';
  /** `secondSession`: a regression fails the gate only where a second session finds it too; `none` where it is left out. */
  readonly confirm?: 'none' | 'secondSession';
  /** What it asks of single metrics; nothing else than their suite where it is left out. */
  readonly metrics?: MetricRules;
};

/**
 * A policy with how soon runs that are measured under it may end. That stands in each run, and a run that is judged again is what
 * it is, so it decides nothing.
 */
export type RunPolicy = Policy & {
  /** Whether a run ends as soon as its gate is certain to fail, unless somebody asks for something else. */
  readonly endsWhenSure: boolean;
  /**
   * With how many launches of each build a run is content, where its suite asks for more before a look ends a pass as
   * unharmed; null where it is not.
   */
  readonly mostToPass: number | null;
};

/** They mean the same everywhere under one version; others belong to a team, which changes them. */
export const SHIPPED_POLICY_IDS = ['pr', 'release'] as const;

/** Judges a run for which no policy is named. */
export const DEFAULT_POLICY = 'pr';

export function isShipped({ id }: Pick<Policy, 'id'>): boolean {
  return SHIPPED_POLICY_IDS.some((shipped) => shipped === id);
}

/** A policy without what only runs ask of it. */
export function decidingPart({ id, inconclusive, virtual, confirm, metrics }: Policy): Policy {
  return {
    id,
    inconclusive,
    virtual,
    ...(confirm === undefined ? {} : { confirm }),
    ...(metrics === undefined ? {} : { metrics }),
  };
}

/** The policy by which a session is judged alone: what it finds needs no other one. */
export function ofOneSession(policy: Policy): Policy {
  return { ...policy, confirm: 'none' };
}

/** Strict: a setting that is not known would be left out of the decision. */
export const policySchema: z.ZodType<Policy> = z.strictObject({
  id: z.string(),
  inconclusive: z.enum(['block', 'warn']),
  virtual: z.enum(['accept', 'refuse']),
  confirm: z.enum(['none', 'secondSession']).exactOptional(),
  metrics: metricRulesSchema.exactOptional(),
});

/** What a waiver made of a finding, and its terms: `up to 9 % until 2026-12-31 by QA: …`. */
export type WaiverUse = {
  /** `waived`: the finding is accepted. In every other state it counts; `mayExceed` leaves open whether it does. */
  readonly state: 'waived' | 'mayExceed' | 'exceeded' | 'expired' | 'otherUnit';
  readonly terms: string;
};

/** What a second session made of a regression, under a policy that asks for one. */
export type Confirmation =
  | 'confirmed'
  /** It found the metric to be within its margin. */
  | 'contradicted'
  /** It found neither. */
  | 'undecided'
  /** It has no comparison of it: it ended before. */
  | 'lost'
  /** There was none. */
  | 'notMeasured';

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
      readonly waiver?: WaiverUse;
      readonly confirmation?: Confirmation;
    }
  | {
      /** The same of all phones of a model, of which there are several. */
      readonly kind: 'deviceModelRegression' | 'deviceModelDrift' | 'deviceModelInconclusive';
      readonly deviceModel: string;
      readonly deviceIds: readonly string[];
      readonly passId: string;
      readonly metric: MetricId;
      /** The phases of the metric that regressed on any of the phones. */
      readonly phases: readonly MetricId[];
      readonly message: string;
      readonly waiver?: WaiverUse;
      readonly confirmation?: Confirmation;
    }
  | { readonly kind: PlainReason; readonly message: string }
  /** A metric that decides was not compared. */
  | { readonly kind: 'notCompared'; readonly notCompared: MetricId; readonly message: string };

/** A reason that is about one metric, on a phone or on the phones of a model. */
export type MetricReason = Extract<Reason, { readonly metric: MetricId }>;

/** Reasons that are about no verdict on a metric. */
export type PlainReason =
  | 'productFault'
  /** The candidate has more faults than the baseline's rate explains, but not surely; or neither build runs. */
  | 'faultDoubt'
  /** The numbers come from virtual phones or from the machine of the harness. */
  | 'virtual'
  | 'noBaseline'
  /** Launches are missing and the build is not to blame: the lab has failed. */
  | 'incomplete'
  /** A baseline was wanted, and nothing that decides was compared with it. */
  | 'nothingCompared'
  /** Nothing that decides was shown to be unharmed. */
  | 'nothingShown'
  /** So few blocks were planned that no change could have been found. */
  | 'shortPlan'
  /** The run ended early as its gate failed, which it does not here. */
  | 'stoppedEarly'
  /** The builds were made with another Xcode or SDK; only ever a note. */
  | 'toolchain'
  | 'outputs'
  /** A pass ended as unharmed with fewer launches than its suite asks for. */
  | 'fewLaunches'
  /** The builds may not do the same, or it is not known whether they may. */
  | 'entitlements'
  | 'sameCode';

/** May the build ship? */
export type Decision = {
  readonly kind: 'pass' | 'fail' | 'inconclusive';
  readonly policy: Policy;
  /** What decided, most important first. */
  readonly reasons: readonly Reason[];
  /** What is worth knowing and did not decide. */
  readonly notes: readonly Reason[];
};

/** Whether a regression stands open that a second session should confirm and has not. */
export function isUnconfirmed(reason: Reason): boolean {
  return 'confirmation' in reason && reason.confirmation !== undefined && reason.confirmation !== 'confirmed';
}

/** Whether a waiver accepts what a reason is about. */
export function isWaived(reason: Reason): boolean {
  return 'waiver' in reason && reason.waiver?.state === 'waived';
}
