import type { RunUse } from '#harness/bundle/parts.ts';
import { exclusionsOf } from '#harness/compare/launches/exclusions.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import type { Decision, Policy } from '#harness/domain/decision.ts';
import type { Exclusion } from '#harness/domain/exclusion.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { Run } from '#harness/domain/run.ts';
import { hasSettings, JUDGING_RULES, recordedVerdicts, type VerdictRecord } from '#harness/domain/verdict-record.ts';
import { areVerdictsOn, caseOfRecord } from './case-of-record.ts';
import { type Case, judgeRun } from './judge-run.ts';
import { basisDifferences, type Difference, verdictDifferences } from './verdict-differences.ts';

/** What the launches behind a record give today, under the policy and the waivers of the record. */
export type Recomputed = {
  readonly known: Case;
  readonly assessment: Assessment;
  readonly decision: Decision;
  /** The verdicts as a record has them. */
  readonly verdicts: ReturnType<typeof recordedVerdicts>;
  /** The runs as they were measured. */
  readonly runs: readonly { readonly use: RunUse; readonly run: Run }[];
  readonly exclusions: readonly Exclusion[];
  readonly differences: readonly Difference[];
  /** Another version judged it: a difference proves nothing. */
  readonly isByOtherRules: boolean;
};

/**
 * Works out a decision again. Reads nothing: the same record and runs give the same, on any machine and in a browser. Throws
 * RUN_INVALID where the record is on another run, or has only the name of its policy.
 */
export async function recompute(
  record: VerdictRecord,
  run: Run,
  load: (id: string) => Promise<Run>,
  version: string,
): Promise<Recomputed> {
  const { policy, runId } = record;
  if (!hasSettings(policy)) {
    throw new BenchError('RUN_INVALID', `The verdicts on ${runId} have only the name of their policy, ${policy.id}.`, {
      remedy: `Judge the run again with: fastvlm-bench report ${runId}`,
    });
  }
  if (!areVerdictsOn(run, record)) {
    throw new BenchError('RUN_INVALID', `The verdicts are on ${runId}, against another baseline than ${run.id} has.`, {
      remedy: `Judge the run again with: fastvlm-bench report ${run.id}`,
    });
  }
  return recomputeUnder(policy, record, run, load, version);
}

/** The same under a policy that the record names and does not have. The verdicts must be on the run. */
export async function recomputeUnder(
  policy: Policy,
  record: VerdictRecord,
  run: Run,
  load: (id: string) => Promise<Run>,
  version: string,
): Promise<Recomputed> {
  const loaded = new Map<string, Run>();
  const known = await caseOfRecord(record, policy, run, async (id) => {
    const other = await load(id);
    loaded.set(id, other);
    return other;
  });
  const runsOf = (use: RunUse, ids: readonly string[]): Recomputed['runs'] =>
    ids.flatMap((id) => {
      const other = loaded.get(id);
      return other === undefined ? [] : [{ use, run: other }];
    });
  const runs: Recomputed['runs'] = [
    { use: 'judged', run },
    ...runsOf('baseline', [record.baselineRunId ?? '']),
    ...runsOf('earlier', record.earlierRunIds),
  ];
  const { assessment, decision } = judgeRun(known);
  const verdicts = recordedVerdicts(assessment, decision);
  const isByOtherRules = record.rules !== JUDGING_RULES || record.harness !== version;
  return {
    known,
    assessment,
    decision,
    verdicts,
    runs,
    exclusions: exclusionsOf(
      known,
      runs.map((own) => own.run),
    ),
    differences: [
      ...(isByOtherRules ? [] : basisDifferences(record, run, verdicts)),
      ...verdictDifferences(record, verdicts),
    ],
    isByOtherRules,
  };
}
