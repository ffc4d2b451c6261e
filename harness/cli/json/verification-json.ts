import { JUDGING_RULES } from '#harness/domain/verdict-record.ts';
import { provenanceOf } from '#harness/domain/run.ts';
import type { Bundled } from '#harness/workflow/bundle/bundle-run.ts';
import type { Difference } from '#harness/workflow/judge/verdict-differences.ts';
import type { BundleVerification } from '#harness/workflow/bundle/verify-bundle.ts';
import type { Verification, VerifiedRecord } from '#harness/workflow/judge/verify-run.ts';

/** The verdicts on a run beside those that its launches give today. */
export function verificationJson({ run, records, file, withoutRun }: Verification): object {
  return {
    runId: run.id,
    provenance: provenanceOf(run.devices),
    verdictsFile: file,
    folderWithoutRun: withoutRun,
    rules: JUDGING_RULES,
    records: records.map((each) => recordJson(checkedRecord(each))),
  };
}

type Checked = Pick<VerifiedRecord, 'kind' | 'record'> & {
  readonly differences: readonly Difference[];
  readonly isByOtherRules: boolean;
  /** Null where it does not matter. */
  readonly policyToday: string | null;
};

/** A record that is on another run, or names another baseline than the run, was not recomputed. */
function checkedRecord(verified: VerifiedRecord): Checked {
  return verified.kind === 'verified'
    ? verified
    : { ...verified, differences: [], policyToday: null, isByOtherRules: false };
}

function recordJson({ kind, record, differences, isByOtherRules, policyToday }: Checked): object {
  const { runId, baselineRunId, judgedAt, harness, rules, policy, decision, verdicts } = record;
  return {
    kind,
    runId,
    baselineRunId,
    judgedAt,
    harness,
    rules,
    policy: policy.id,
    policyToday,
    decision,
    verdicts: verdicts.length,
    isByOtherRules,
    differences,
  };
}

/** A bundle that was written, and the page beside it. */
export function bundledJson(bundled: Bundled, page: string | null): object {
  const { file, address, record, provenance, launches, keyId } = bundled;
  const { runId, policy, decision } = record;
  return { runId, provenance, policy: policy.id, decision, launches, file, address, keyId, page };
}

/** A bundle beside what its launches give. */
export function bundleVerificationJson(verification: BundleVerification): object {
  const { bundle, recomputed, differingParts, signature, refusal } = verification;
  const { record, runs, address } = bundle;
  return {
    runId: record.runId,
    provenance: provenanceOf(runs[0]?.run.devices ?? []),
    address,
    signature,
    rules: JUDGING_RULES,
    refusal,
    differingParts,
    records: [recordJson({ ...recomputed, kind: 'verified', record, policyToday: null })],
  };
}
