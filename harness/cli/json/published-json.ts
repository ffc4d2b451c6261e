import type { Decision, Reason } from '#harness/domain/decision.ts';
import { exitCodeOf } from '#harness/domain/exit-code.ts';
import { baselineRunId } from '#harness/domain/reference.ts';
import { provenanceOf } from '#harness/domain/run.ts';
import type { VerdictRecord } from '#harness/domain/verdict-record.ts';
import type { MeasureResult } from '#harness/measure/measured-run.ts';
import type { Published } from '#harness/workflow/judge/publish-run.ts';
import type { RunOutcome } from '#harness/workflow/run/run-build.ts';

/** What was decided on a run, and which files were written; report.json among them has all numbers. */
export function publishedJson({ report, files, isVerdictStored }: Published): object {
  const { run, baselineRun, assessment, decision } = report;
  return {
    runId: run.id,
    baselineRunId: baselineRun?.id ?? baselineRunId(run),
    suite: { id: run.suite.id, version: run.suite.version },
    provenance: provenanceOf(assessment.devices),
    isComplete: run.isComplete,
    decision: decisionJson(decision),
    files,
    isVerdictStored,
  };
}

/** The same of a run that was just measured. */
export function outcomeJson(outcome: RunOutcome): object {
  const { isAlreadyComplete, lost } = outcome;
  return { ...publishedJson(outcome), isAlreadyComplete, lostDevices: lostJson(lost) };
}

export function decisionJson(decision: Decision): object {
  const { kind, policy } = decision;
  return { kind, exitCode: exitCodeOf(decision), policy: policy.id, ...reasonsJson(decision) };
}

/** A verdict record, which names its decision alone, with what the decision rests on. */
export function recordJson(record: VerdictRecord, decision: Decision): object {
  return { ...record, exitCode: exitCodeOf(decision), ...reasonsJson(decision) };
}

function reasonsJson({ reasons, notes }: Decision): object {
  return { reasons: reasons.map(reasonJson), notes: notes.map(reasonJson) };
}

export function lostJson(lost: MeasureResult['lost']): readonly object[] {
  return lost.map(({ deviceId, error: { code, message, remedy } }) => ({ deviceId, code, message, remedy }));
}

/** Every reason has every field; null where it is about nothing of the kind. */
function reasonJson(reason: Reason): object {
  const { kind, message } = reason;
  const nowhere = { metric: null, passId: null, deviceIds: [], deviceModel: null, waiver: null };
  if ('notCompared' in reason) return { kind, message, ...nowhere, metric: reason.notCompared };
  if (!('metric' in reason)) return { kind, message, ...nowhere };
  const { metric, passId, waiver } = reason;
  const where =
    'deviceId' in reason
      ? { deviceIds: [reason.deviceId], deviceModel: null }
      : { deviceIds: reason.deviceIds, deviceModel: reason.deviceModel };
  return { kind, message, metric, passId, ...where, waiver: waiver ?? null };
}
