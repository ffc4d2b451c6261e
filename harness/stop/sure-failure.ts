import { holdsAmong } from '#harness/compare/levels.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import { decidingFindings, type Finding, reportersOf } from '#harness/domain/deciding.ts';
import type { Policy, Reason } from '#harness/domain/decision.ts';
import { type Exceptions, NO_EXCEPTIONS } from '#harness/domain/waiver.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import { decide } from '#harness/gate/decide.ts';

/** The state of a run that is still being measured. */
export type SoFar = {
  /** Of all launches. It is costly, so it is made only when something is sure; at most looks nothing is. */
  readonly all: () => Assessment;
  /** Of those up to the planned looks that were reached. */
  readonly reached: Assessment;
  /** How many comparisons of the whole run can fail the gate by chance. */
  readonly deciding: number;
  /** Whether the gate fails for product faults whatever is measured from here on. */
  readonly isFaultSure: boolean;
};

/**
 * Why the gate fails whatever the rest of the run comes to; null while that is not sure. A regression is sure when it
 * was found at a planned look and would hold among all comparisons of the run (Bonferroni): the gate, which asks for
 * less (Holm), asks no more of it once the others are known. The gate must also fail on all that was measured, so that
 * the run can end as it is.
 */
export function sureFailure(
  { all, reached, deciding, isFaultSure }: SoFar,
  policy: Policy,
  exceptions: Exceptions = NO_EXCEPTIONS,
): Reason | null {
  if (!isFaultSure && !decidingFindings(reached).some((finding) => isSure(finding, reached, deciding))) return null;
  const decision = decide(all(), policy, exceptions);
  return decision.kind === 'fail' ? (decision.reasons[0] ?? null) : null;
}

function isSure(finding: Finding, assessment: Assessment, deciding: number): boolean {
  if (finding.verdict.kind !== 'regression' || !speaksForItsModel(finding, assessment)) return false;
  const p = finding.evidence.pRegression;
  return p === null || holdsAmong(p, deciding);
}

/** Phones of one model decide by their mean, so none of them decides before all were measured. */
function speaksForItsModel(finding: Finding, { devices, suite }: Assessment): boolean {
  const pass = suite.passes.find(({ id }) => id === finding.passId);
  if (pass === undefined) throw new Error(`a finding names a pass that the suite lacks: ${finding.passId}`);
  const phonesOf = (model: string | undefined): number =>
    reportersOf(
      finding.metric,
      pass,
      devices.filter((device) => device.model === model),
    ).length;
  if ('deviceModel' in finding) return finding.deviceIds.length === phonesOf(finding.deviceModel);
  // It is the build's, whatever the other phones come to.
  if (METRICS[finding.metric].comparedBy !== 'launch') return true;
  return phonesOf(devices.find(({ id }) => id === finding.deviceId)?.model) === 1;
}
