import { isSameCode } from '#harness/domain/build.ts';
import type { Comparison, DeviceModelComparison, Verdict } from '#harness/domain/comparison.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import { closesPhases, findingsOf, parentOf } from '#harness/domain/deciding.ts';
import { type Decision, isUnconfirmed, type Reason } from '#harness/domain/decision.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import { deviceModelOf } from '#harness/domain/device-model-of.ts';
import { isAbout } from '#harness/domain/is-about.ts';
import type { VerdictView } from './comparison-view.ts';
import { narrowing } from './narrowing.ts';
import { UNCONFIRMED, verdictView, waiverView } from './wording.ts';

/** A comparison with the verdict that the report shows: its own, and what the gate made of it among all of the run. */
export type Judged = Comparison & { readonly shown: VerdictView };
export type JudgedDeviceModel = DeviceModelComparison & { readonly shown: VerdictView };

/** A report must not call regression what the gate, which sees all comparisons together, does not hold for sure. */
export function judged(assessment: Assessment, decision: Decision): readonly Judged[] {
  const models = judgedDeviceModels(assessment, decision);
  return assessment.comparisons.map((comparison) => ({
    ...comparison,
    shown: shownOf(comparison, models, decision, assessment),
  }));
}

export function judgedDeviceModels(assessment: Assessment, decision: Decision): readonly JudgedDeviceModel[] {
  return assessment.deviceModels.map((model) => {
    const isUnconfirmed =
      model.verdict.kind === 'regression' &&
      said(decision).some((reason) => reason.kind === 'deviceModelInconclusive' && isAbout(reason, model));
    if (isClaim(model.verdict.kind, assessment)) return { ...model, shown: UNCONFIRMED.sameCode };
    const waived = waivedBy(decision, (reason) => wholesOf(model, reason).some((own) => isAbout(reason, own)));
    if (waived !== null) return { ...model, shown: waived };
    const isOfOneSession = isUnconfirmedBy(decision, (reason) =>
      wholesOf(model, reason).some((own) => isAbout(reason, own)),
    );
    if (isOfOneSession) return { ...model, shown: UNCONFIRMED.oneSession };
    const own = verdictView(model.verdict, narrowing(model, model.deviceIds, assessment));
    return { ...model, shown: isUnconfirmed ? UNCONFIRMED.amongAll : own };
  });
}

function shownOf(
  comparison: Comparison,
  deviceModels: readonly JudgedDeviceModel[],
  decision: Decision,
  assessment: Assessment,
): VerdictView {
  const own = verdictView(comparison.verdict, narrowing(comparison, [comparison.deviceId], assessment));
  if (isClaim(comparison.verdict.kind, assessment)) return UNCONFIRMED.sameCode;
  const waived = waivedBy(decision, (reason) => wholesOf(comparison, reason).some((own) => isAbout(reason, own)));
  if (waived !== null) return waived;
  if (comparison.verdict.kind !== 'regression') return own;
  if (isUnconfirmedBy(decision, (reason) => wholesOf(comparison, reason).some((one) => isAbout(reason, one))))
    return UNCONFIRMED.oneSession;
  const { role } = METRICS[comparison.metric];
  if (role === 'secondary') return isReason('regression', comparison, decision) ? own : UNCONFIRMED.amongAll;
  // The mean of a model's phones decides for all of them.
  const model = deviceModelOf(comparison, { ...assessment, deviceModels });
  if (model !== undefined && model.verdict.kind !== 'regression') return UNCONFIRMED.onePhone;
  if (model?.shown.kind === 'waived') return model.shown;
  if (model?.shown === UNCONFIRMED.oneSession) return model.shown;
  if (model !== undefined) return model.shown.kind === 'unconfirmed' ? UNCONFIRMED.amongAll : own;
  if (role === 'phase' && isHeldPhase(comparison, decision)) return own;
  if (role === 'phase') return isClosedPhase(comparison, assessment) ? UNCONFIRMED.phase : UNCONFIRMED.amongAll;
  return isReason('inconclusive', comparison, decision) ? UNCONFIRMED.amongAll : own;
}

/** How a finding is shown that a waiver made less of; null for any other. */
function waivedBy(decision: Decision, isOfIt: (reason: Reason) => boolean): VerdictView | null {
  const reason = said(decision).find((each) => 'waiver' in each && isOfIt(each));
  return reason !== undefined && 'waiver' in reason && reason.waiver !== undefined ? waiverView(reason.waiver) : null;
}

/** Whether a second session should have confirmed it and did not. */
function isUnconfirmedBy(decision: Decision, isOfIt: (reason: Reason) => boolean): boolean {
  return said(decision).some((reason) => isUnconfirmed(reason) && isOfIt(reason));
}

/** Of the same code no verdict says anything about the build, whichever way it points. */
function isClaim(kind: Verdict['kind'], { baseline, candidate }: Assessment): boolean {
  if (baseline === null || !isSameCode(baseline.build, candidate)) return false;
  return kind === 'regression' || kind === 'improvement' || kind === 'drift';
}

/** What a reason may be about to be about a finding: itself, or the metric that names it as a phase. */
function wholesOf<Of extends Comparison | DeviceModelComparison>(finding: Of, reason: Reason): readonly Of[] {
  const isPhase = 'phases' in reason && reason.phases.includes(finding.metric);
  return isPhase ? [finding, { ...finding, metric: reason.metric }] : [finding];
}

function isReason(kind: Reason['kind'], comparison: Comparison, decision: Decision): boolean {
  return said(decision).some((reason) => reason.kind === kind && isAbout(reason, comparison));
}

/** A phase that the gate held for sure has a reason of its own, or is named by the one of its parent. */
function isHeldPhase(phase: Comparison, decision: Decision): boolean {
  return said(decision).some((reason) => {
    if (reason.kind !== 'regression' || reason.deviceId !== phase.deviceId) return false;
    return reason.passId === phase.passId && (reason.metric === phase.metric || reason.phases.includes(phase.metric));
  });
}

function isClosedPhase(phase: Comparison, assessment: Assessment): boolean {
  const whole = parentOf(phase, findingsOf(assessment), assessment.devices);
  return whole !== undefined && closesPhases(whole);
}

function said({ reasons, notes }: Decision): readonly Reason[] {
  return [...reasons, ...notes];
}
