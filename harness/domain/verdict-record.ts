import { z } from 'zod';
import { type Calibration, calibrationSchema } from './calibration.ts';
import type { Comparison, DeviceModelComparison } from './comparison.ts';
import type { Assessment } from './assessment.ts';
import { type Decision, isWaived, type Policy, policySchema } from './decision.ts';
import { BenchError } from './failure.ts';
import { fieldPath } from './field-path.ts';
import { type Waiver, waiverSchema } from './waiver.ts';

/** The version of the record's format that this harness writes; it reads this one and older ones. */
export const VERDICT_RECORD_VERSION = 3;

/**
 * The version of the rules by which launches become verdicts. Raised with every change of a rule: what other rules have said is
 * no sign that anybody has altered anything.
 */
export const JUDGING_RULES = 16;

/**
 * What was said of one metric of one pass, on a phone or on all phones of a model. Numbers that JSON has none for are
 * null.
 */
export type RecordedVerdict = {
  /** The id of the device, or the model of several. */
  readonly subject: string;
  readonly passId: string;
  readonly metric: string;
  /** Kind of the verdict and, where it has one, its reason: as words, so that records of other versions can be read. */
  readonly verdict: string;
  readonly reason: string | null;
  readonly change: {
    readonly estimate: number | null;
    readonly low: number | null;
    readonly high: number | null;
  } | null;
  readonly margin: number | null;
  readonly pRegression: number | null;
};

/** A policy of which a record has the name alone: all that format 1 kept of it. */
export type NamedPolicy = Pick<Policy, 'id'>;

export function hasSettings(policy: Policy | NamedPolicy): policy is Policy {
  return 'inconclusive' in policy;
}

/**
 * What a run was judged to be and everything but its launches that this followed from, so that anybody can judge it
 * again. The store and the run's folder keep the same record: a folder that is copied away brings its own.
 */
export type VerdictRecord = {
  readonly schemaVersion: number;
  readonly runId: string;
  readonly judgedAt: string;
  /** Version of the harness that judged; another may judge otherwise. */
  readonly harness: string;
  /** Version of the rules that it was judged by. */
  readonly rules: number;
  /** Whole, so that it can be applied again when the policy of that name has changed or gone. */
  readonly policy: Policy | NamedPolicy;
  /** All that were given, also those that no verdict rests on. */
  readonly waivers: readonly Waiver[];
  readonly seed: number;
  /** Null when the run was measured alone. */
  readonly design: string | null;
  /** The stored run that it was compared with, if any. */
  readonly baselineRunId: string | null;
  /** Other stored sessions of the baseline's build that were looked at. */
  readonly earlierRunIds: readonly string[];
  /** What was known of the devices; kept as it was, for a device is calibrated again and again. */
  readonly calibrations: readonly Calibration[];
  readonly decision: string;
  /** Findings that count for nothing as a waiver accepts them; missing where there are none, and in older records. */
  readonly waived?: number;
  readonly verdicts: readonly RecordedVerdict[];
  /** Of the second session, by itself; missing where there was none, and in older records. */
  readonly secondSession?: readonly RecordedVerdict[];
};

const numberOrNull = z.number().nullable();

const recordedVerdict: z.ZodType<RecordedVerdict> = z.object({
  subject: z.string(),
  passId: z.string(),
  metric: z.string(),
  verdict: z.string(),
  reason: z.string().nullable(),
  change: z.object({ estimate: numberOrNull, low: numberOrNull, high: numberOrNull }).nullable(),
  margin: numberOrNull,
  pRegression: numberOrNull,
});

const recordSchema: z.ZodType<VerdictRecord> = z.object({
  schemaVersion: z.literal(VERDICT_RECORD_VERSION),
  runId: z.string(),
  judgedAt: z.string(),
  harness: z.string(),
  // Records of the first rules do not say so.
  rules: z.number().int().default(1),
  policy: z.union([policySchema, z.strictObject({ id: z.string() })]),
  waivers: z.array(waiverSchema),
  seed: z.number().int(),
  design: z.string().nullable(),
  baselineRunId: z.string().nullable(),
  earlierRunIds: z.array(z.string()),
  calibrations: z.array(calibrationSchema),
  decision: z.string(),
  waived: z.number().int().positive().exactOptional(),
  verdicts: z.array(recordedVerdict),
  secondSession: z.array(recordedVerdict).exactOptional(),
});

/** A record of format 1 has the name of its policy where later ones have all of it. None before format 3 has a waiver. */
const firstRecord = z.looseObject({ schemaVersion: z.literal(1), policy: z.string() });

const secondRecord = z.looseObject({ schemaVersion: z.literal(2), waivers: z.tuple([]) });

function upgradeRecord(json: unknown): unknown {
  const second = secondRecord.safeParse(json);
  if (second.success) return { ...second.data, schemaVersion: VERDICT_RECORD_VERSION };
  const first = firstRecord.safeParse(json);
  if (!first.success) return json;
  return { ...first.data, schemaVersion: VERDICT_RECORD_VERSION, policy: { id: first.data.policy }, waivers: [] };
}

/**
 * The only way in for a stored record. Throws SCHEMA_TOO_NEW, and RUN_INVALID, which names the command that judges the run again;
 * `run` ends that command.
 */
export function parseVerdictRecord(json: unknown, source: string, run = 'RUN'): VerdictRecord {
  const version = z.object({ schemaVersion: z.number() }).safeParse(json);
  if (version.success && version.data.schemaVersion > VERDICT_RECORD_VERSION) {
    throw new BenchError(
      'SCHEMA_TOO_NEW',
      `${source} has verdicts of format ${version.data.schemaVersion}; this harness reads up to ${VERDICT_RECORD_VERSION}.`,
      { remedy: 'Update fastvlm-bench to the version that wrote it.' },
    );
  }
  const result = recordSchema.safeParse(upgradeRecord(json));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const why = issue === undefined || issue.path.length === 0 ? '' : `: ${issue.message} at ${fieldPath(issue.path)}`;
  throw new BenchError('RUN_INVALID', `${source} holds no verdicts that this harness can read${why}.`, {
    remedy: `Judge the run again with: fastvlm-bench report ${run}`,
    cause: result.error,
  });
}

/** The part of a record that judging gives: what was decided and every verdict, phones before models. */
export function recordedVerdicts(
  assessment: Assessment,
  decision: Decision,
): Pick<VerdictRecord, 'runId' | 'design' | 'decision' | 'waived' | 'verdicts' | 'secondSession'> {
  const waived = decision.notes.filter(isWaived).length;
  return {
    runId: assessment.runId,
    design: assessment.baseline?.design ?? null,
    decision: decision.kind,
    ...(waived === 0 ? {} : { waived }),
    verdicts: verdictsOf(assessment),
    ...(assessment.secondSession === undefined ? {} : { secondSession: verdictsOf(assessment.secondSession) }),
  };
}

function verdictsOf({ comparisons, deviceModels }: Assessment): readonly RecordedVerdict[] {
  return [
    ...comparisons.map((comparison) => recorded(comparison.deviceId, comparison)),
    ...deviceModels.map((comparison) => recorded(comparison.deviceModel, comparison)),
  ];
}

function recorded(
  subject: string,
  { passId, metric, verdict, change, margin, evidence }: Comparison | DeviceModelComparison,
): RecordedVerdict {
  return {
    subject,
    passId,
    metric,
    verdict: verdict.kind,
    reason: verdict.kind === 'inconclusive' ? verdict.reason : null,
    change:
      change === null
        ? null
        : { estimate: finite(change.estimate), low: finite(change.low), high: finite(change.high) },
    margin: finite(margin),
    pRegression: finite(evidence.pRegression),
  };
}

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
