import type { Policy } from '#harness/domain/decision.ts';
import { baselineRunId } from '#harness/domain/reference.ts';
import type { Run } from '#harness/domain/run.ts';
import type { VerdictRecord } from '#harness/domain/verdict-record.ts';
import { exceptionsAt } from '#harness/domain/waiver.ts';
import { candidateOnly } from './candidate-only.ts';
import type { Case } from './judge-run.ts';

/** What a record says that its verdicts followed from. `load` finds the other runs by their id. */
export async function caseOfRecord(
  record: VerdictRecord,
  policy: Policy,
  measured: Run,
  load: (id: string) => Promise<Run>,
): Promise<Case> {
  // It may have been judged before it had a second session; a record that is later and without one has lost it.
  const { secondSession: later, ...before } = measured;
  const isLater = later !== undefined && Date.parse(record.judgedAt) < Date.parse(later.endedAt);
  const run = record.secondSession === undefined && isLater ? before : measured;
  const { seed, calibrations } = record;
  const stored = { policy, exceptions: exceptionsAt(record.judgedAt, record.waivers), seed, calibrations };
  const { baselineRunId } = record;
  // A build that was measured beside the candidate may be that of a stored run; compared with that run, it is not looked at.
  const isStored = run.reference.kind !== 'remeasured' || record.design === 'stored';
  if (baselineRunId === null || !isStored) return { ...stored, run, baselineRun: null, earlierRuns: [] };
  const baselineRun = await load(baselineRunId);
  const earlierRuns = await Promise.all(record.earlierRunIds.map(load));
  return { ...stored, run: candidateOnly(run), baselineRun: candidateOnly(baselineRun), earlierRuns };
}

/** Whether verdicts are those on a run, against the baseline that the run names. */
export function areVerdictsOn(run: Run, record: VerdictRecord): boolean {
  return record.runId === run.id && (record.design === 'stored' || record.baselineRunId === baselineRunId(run));
}
