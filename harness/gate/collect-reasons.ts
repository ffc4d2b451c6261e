import type { Comparison, InconclusiveReason, DeviceModelComparison } from '#harness/domain/comparison.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import { type Finding, findingsOf, openedPhases, parentOf } from '#harness/domain/deciding.ts';
import type { Reason } from '#harness/domain/decision.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import { deviceModelOf } from '#harness/domain/device-model-of.ts';
import { decidingFamily, worthNoting } from './families.ts';
import { describeChange, describeDoubt } from './message.ts';
import type { CollectedReasons, SortedReasons } from './sorted-reasons.ts';
import { isWorseThroughout } from './worse-throughout.ts';

type Family = ReturnType<typeof decidingFamily>;

/** The reasons that the comparisons of a run give for and against the build, the largest change in margins first. */
export function collectReasons(assessment: Assessment): SortedReasons {
  const found: CollectedReasons = { fails: [], blocks: [], doubts: [], notes: [] };
  const family = decidingFamily(assessment);
  const opened = new Set(openedPhases(assessment));
  const notable = worthNoting(assessment);
  // One phone of several is the first thing to look at: it, or the lab, may be what changed.
  for (const unit of mostOverMargin(assessment.comparisons)) collectUnit(assessment, unit, found);
  for (const finding of mostOverMargin([...assessment.comparisons, ...assessment.deviceModels])) {
    const { role } = METRICS[finding.metric];
    if (role === 'secondary') {
      if (!('deviceModel' in finding)) collectSecondary(assessment, finding, notable, found);
    } else if (!('deviceModel' in finding) && deviceModelOf(finding, assessment) !== undefined) {
      continue;
    } else if (role === 'primary') {
      collectPrimary(assessment, finding, family, found);
    } else if (opened.has(finding)) {
      collectPhase(assessment, finding, family, found);
    }
  }
  return found;
}

/** Makes the reasons of one finding. */
type ReasonBuilder = {
  readonly regression: () => Reason;
  readonly drift: () => Reason;
  readonly doubt: (message: string) => Reason;
};

/** A primary metric, of a phone that stands alone or of all phones of a model. */
function collectPrimary(
  assessment: Assessment,
  finding: Finding,
  { deciding, significant, count }: Family,
  found: CollectedReasons,
): void {
  const decides = deciding.has(finding);
  const { verdict } = finding;
  const builder = reasonBuilderOf(assessment, finding);
  switch (verdict.kind) {
    case 'regression':
      if (!decides) found.notes.push(builder.regression());
      else if (significant.has(finding)) found.fails.push(builder.regression());
      else
        doubtsOf(finding, assessment, found).push(
          builder.doubt(`${describeChange(assessment, finding, [])}: ${notAmongAll(count)}`),
        );
      break;
    case 'drift':
      found.notes.push(builder.drift());
      break;
    case 'inconclusive':
      (decides ? doubtsOf(finding, assessment, found) : found.notes).push(
        builder.doubt(describeDoubt(assessment, finding, verdict.reason)),
      );
      break;
    case 'noRegression':
    case 'improvement':
      break;
  }
}

/**
 * The reason of a parent that fails names its phases already. A deciding parent that is in doubt says so for its
 * phases, except for one that was worse throughout: the doubt about the parent may pass, that one may not. Under any
 * other parent an opened phase is failed, or doubted, like a metric of its own.
 */
function collectPhase(
  assessment: Assessment,
  phase: Finding,
  { deciding, significant, count }: Family,
  found: CollectedReasons,
): void {
  const whole = parentOf(phase, findingsOf(assessment), assessment.devices);
  const doesWholeFail = whole?.verdict.kind === 'regression' && significant.has(whole);
  const builder = reasonBuilderOf(assessment, phase);
  const { verdict } = phase;
  if (verdict.kind === 'regression' && significant.has(phase)) {
    if (!doesWholeFail) found.fails.push(builder.regression());
    return;
  }
  const isWholeInDoubt = whole?.verdict.kind === 'inconclusive' && deciding.has(whole);
  if (doesWholeFail || (isWholeInDoubt && !isWorseThroughout(phase, assessment))) return;
  if (verdict.kind === 'regression') {
    const message = `${describeChange(assessment, phase, [])}: ${notAmongAll(count)}`;
    doubtsOf(phase, assessment, found).push(builder.doubt(message));
  } else if (verdict.kind === 'inconclusive') {
    doubtsOf(phase, assessment, found).push(builder.doubt(describeDoubt(assessment, phase, verdict.reason)));
  }
}

/** Where a doubt about something that decides belongs: a build that was worse throughout does not pass. */
function doubtsOf(finding: Finding, assessment: Assessment, found: CollectedReasons): Reason[] {
  return isWorseThroughout(finding, assessment) ? found.blocks : found.doubts;
}

function collectSecondary(
  assessment: Assessment,
  comparison: Comparison,
  notable: ReadonlySet<Finding>,
  found: CollectedReasons,
): void {
  const builder = reasonBuilderOf(assessment, comparison);
  if (comparison.verdict.kind === 'regression' && notable.has(comparison)) found.notes.push(builder.regression());
  if (comparison.verdict.kind === 'drift') found.notes.push(builder.drift());
}

/**
 * One phone among several of its model decides nothing. That it alone got worse is reported all the same, and so is what
 * the checks of its launches found where the mean does not show it.
 */
function collectUnit(assessment: Assessment, unit: Comparison, found: CollectedReasons): void {
  const { verdict } = unit;
  const model = deviceModelOf(unit, assessment);
  if (model === undefined || model.verdict.kind === 'regression' || METRICS[unit.metric].role === 'secondary') return;
  const builder = reasonBuilderOf(assessment, unit);
  if (verdict.kind === 'regression') {
    const message = `${describeChange(assessment, unit, [])}: on this phone, not on all of its model; look at the phone first, and calibrate it`;
    (unit.severity === 'block' ? found.doubts : found.notes).push(builder.doubt(message));
  } else if (
    verdict.kind === 'inconclusive' &&
    isFoundByCheck(verdict.reason) &&
    model.verdict.kind !== 'inconclusive'
  ) {
    found.notes.push(builder.doubt(describeDoubt(assessment, unit, verdict.reason)));
  }
}

/** A doubt about which launches speak for a phone, and none that a larger number of phones takes away. */
function isFoundByCheck(reason: InconclusiveReason): boolean {
  return reason === 'farOutLaunches' || reason === 'methodsDisagree';
}

function reasonBuilderOf(assessment: Assessment, finding: Finding): ReasonBuilder {
  return 'deviceModel' in finding
    ? deviceModelReasonBuilder(assessment, finding)
    : phoneReasonBuilder(assessment, finding);
}

function phoneReasonBuilder(assessment: Assessment, comparison: Comparison): ReasonBuilder {
  const { deviceId, passId, metric } = comparison;
  const reason = (
    kind: 'regression' | 'drift' | 'inconclusive',
    message: string,
    phases: readonly MetricId[],
  ): Reason => ({
    kind,
    deviceId,
    passId,
    metric,
    phases,
    message,
  });
  return {
    regression: () => {
      const phases = regressedPhases(assessment, comparison);
      const names = phases.map((phase) => phase.metric);
      return reason('regression', describeChange(assessment, comparison, phases), names);
    },
    drift: () => reason('drift', describeChange(assessment, comparison, []), []),
    doubt: (message) => reason('inconclusive', message, []),
  };
}

type DeviceModelReason = Extract<Reason, { readonly deviceModel: string }>;

function deviceModelReasonBuilder(assessment: Assessment, comparison: DeviceModelComparison): ReasonBuilder {
  const { deviceModel, deviceIds, passId, metric } = comparison;
  const reason = (
    kind: 'deviceModelRegression' | 'deviceModelDrift' | 'deviceModelInconclusive',
    message: string,
  ): DeviceModelReason => ({
    kind,
    deviceModel,
    deviceIds,
    passId,
    metric,
    phases: [],
    message,
  });
  return {
    regression: () => {
      const phases = regressedPhases(assessment, comparison);
      const names = [...new Set(phases.map((phase) => phase.metric))];
      return { ...reason('deviceModelRegression', describeChange(assessment, comparison, phases)), phases: names };
    },
    drift: () => reason('deviceModelDrift', describeChange(assessment, comparison, [])),
    doubt: (message) => reason('deviceModelInconclusive', message),
  };
}

/** The phases that regressed themselves: by the mean where there is one. */
function regressedPhases(assessment: Assessment, whole: Finding): readonly Finding[] {
  const findings = findingsOf(assessment);
  return findings.filter(
    (phase) => phase.verdict.kind === 'regression' && parentOf(phase, findings, assessment.devices) === whole,
  );
}

function notAmongAll(count: number): string {
  return `beyond the margin, but not certain among ${count} comparisons`;
}

function mostOverMargin<T extends Finding>(findings: readonly T[]): readonly T[] {
  const margins = ({ change, margin }: Finding): number =>
    change === null ? 0 : Math.abs(change.estimate) / Math.max(margin, Number.MIN_VALUE);
  return findings.toSorted((a, b) => margins(b) - margins(a));
}
