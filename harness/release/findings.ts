import { isWaived, type Reason } from '#harness/domain/decision.ts';
import type { Exceptions, Waiver } from '#harness/domain/waiver.ts';
import { waiverTerms } from '#harness/text/waivers.ts';
import type { JudgedRun } from './judged-run.ts';
import type { ReleaseFinding } from '#harness/domain/scorecard.ts';

/** Findings that fail a run of the candidate, or would without their waiver. */
export function findingsIn(
  runs: readonly JudgedRun[],
  exceptions: Exceptions,
): { readonly regressions: readonly ReleaseFinding[]; readonly waived: readonly ReleaseFinding[] } {
  const finding = (runId: string, reason: Reason): ReleaseFinding => ({
    runId,
    message: reason.message,
    waiver: waiverOf(reason, exceptions),
  });
  return {
    regressions: runs.flatMap(({ run, decision }) =>
      decision.kind === 'fail' ? decision.reasons.map((reason) => finding(run.id, reason)) : [],
    ),
    waived: runs.flatMap(({ run, decision }) =>
      decision.notes.filter(isWaived).map((reason) => finding(run.id, reason)),
    ),
  };
}

function waiverOf(reason: Reason, { waivers, on }: Exceptions): ReleaseFinding['waiver'] {
  const use = 'waiver' in reason ? reason.waiver : undefined;
  const waiver = use === undefined ? undefined : waivers.find((own) => waiverTerms(own) === use.terms);
  return use === undefined || waiver === undefined ? null : { terms: use.terms, daysLeft: daysLeft(waiver, on) };
}

const MS_PER_DAY = 86_400_000;

/** Days after today on which it still holds; negative where it has expired. */
function daysLeft({ until }: Waiver, on: string): number {
  return Math.round((Date.parse(until) - Date.parse(on)) / MS_PER_DAY);
}
