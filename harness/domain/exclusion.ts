import { z } from 'zod';

/** Why launches are no part of any comparison; each is a sentence without its end. A new one raises the format of bundles. */
export const EXCLUSION_RULES = {
  discarded: 'its slot was planned to be measured and never compared, as the first one after an installation',
  firstAfterInstall: 'it was the first one after an installation, and others of its pass on that device were not',
  tried: 'its slot was tried again later; only the last try counts',
  invalid: 'the device was not as the suite wants it',
  labFault: 'a fault of the lab ended it, which says nothing about the build',
  productFault: 'a fault of the build ended it: it is counted as one and has no values',
  otherDevice: 'it was measured on a device that no device of the run is compared with',
  otherArm: 'its build is not part of this comparison',
  otherSession: 'it was measured in a second session that is not part of this decision',
} as const;

export type ExclusionRule = keyof typeof EXCLUSION_RULES;

/** A launch that no comparison rests on. */
export type Exclusion = {
  readonly runId: string;
  /** The launch's one-time name. */
  readonly nonce: string;
  readonly rule: ExclusionRule;
  /** What the run says of it: the reason and message of its outcome; null where the rule says all. */
  readonly detail: string | null;
};

const RULES = Object.keys(EXCLUSION_RULES) as [ExclusionRule, ...ExclusionRule[]];

export const exclusionSchema: z.ZodType<Exclusion> = z.strictObject({
  runId: z.string(),
  nonce: z.string(),
  rule: z.enum(RULES),
  detail: z.string().nullable(),
});
