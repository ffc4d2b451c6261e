import type { Assessment, Comparison, ModelComparison } from '#harness/domain/comparison.ts';
import type { Reason } from '#harness/domain/decision.ts';
import { METRICS } from '#harness/domain/metric.ts';
import { decidingFamily, type Finding, modelOf, worthNoting } from './families.ts';
import { describeChange, describeDoubt } from './message.ts';
import { openedPhases, parentOf } from './opened-phases.ts';

/** Reasons by how much they weigh. */
export type Weighed = {
  readonly fails: readonly Reason[];
  readonly doubts: readonly Reason[];
  readonly notes: readonly Reason[];
};

type Found = { readonly fails: Reason[]; readonly doubts: Reason[]; readonly notes: Reason[] };
type Family = ReturnType<typeof decidingFamily>;

/** What the comparisons of a run say for and against the build, the change that is most margins wide first. */
export function weighComparisons(assessment: Assessment): Weighed {
  const found: Found = { fails: [], doubts: [], notes: [] };
  const family = decidingFamily(assessment);
  const opened = new Set(openedPhases(assessment.comparisons));
  const notable = worthNoting(assessment);
  for (const finding of mostOverMargin([...assessment.comparisons, ...assessment.models])) {
    const { role } = METRICS[finding.metric];
    if ('model' in finding) {
      if (role === 'primary') weighModel(assessment, finding, family, found);
    } else if (role === 'phase') {
      if (opened.has(finding)) weighPhase(assessment, finding, family, found);
    } else if (role === 'secondary') {
      if (finding.verdict.kind === 'regression' && notable.has(finding))
        found.notes.push(regression(assessment, finding));
      if (finding.verdict.kind === 'drift') found.notes.push(drift(assessment, finding));
    } else {
      const model = modelOf(finding, assessment);
      if (model === undefined) weighAlone(assessment, finding, family, found);
      else weighUnit(assessment, finding, model, found);
    }
  }
  return found;
}

function weighAlone(
  assessment: Assessment,
  comparison: Comparison,
  { deciding, significant }: Family,
  found: Found,
): void {
  const decides = deciding.has(comparison);
  const { verdict } = comparison;
  switch (verdict.kind) {
    case 'regression':
      if (!decides) found.notes.push(regression(assessment, comparison));
      else if (significant.has(comparison)) found.fails.push(regression(assessment, comparison));
      else
        found.doubts.push(doubt(comparison, `${describeChange(assessment, comparison, [])}: ${notAmongAll(deciding)}`));
      break;
    case 'drift':
      found.notes.push(drift(assessment, comparison));
      break;
    case 'inconclusive':
      (decides ? found.doubts : found.notes).push(
        doubt(comparison, describeDoubt(assessment, comparison, verdict.reason)),
      );
      break;
    case 'noRegression':
    case 'improvement':
      break;
  }
}

/** The reason of a parent that fails names its phases already. */
function weighPhase(assessment: Assessment, phase: Comparison, { significant }: Family, found: Found): void {
  if (phase.verdict.kind !== 'regression' || !significant.has(phase)) return;
  const parent = parentOf(phase, assessment.comparisons);
  const whole = parent === undefined ? undefined : (modelOf(parent, assessment) ?? parent);
  const isNamed =
    whole?.verdict.kind === 'regression' && significant.has(whole) && parent?.verdict.kind === 'regression';
  if (!isNamed) found.fails.push(regression(assessment, phase));
}

function weighModel(
  assessment: Assessment,
  model: ModelComparison,
  { deciding, significant }: Family,
  found: Found,
): void {
  const decides = deciding.has(model);
  const { verdict } = model;
  switch (verdict.kind) {
    case 'regression':
      if (!decides) found.notes.push(modelReason('modelRegression', assessment, model));
      else if (significant.has(model)) found.fails.push(modelReason('modelRegression', assessment, model));
      else
        found.doubts.push({
          ...modelReason('modelInconclusive', assessment, model),
          message: `${describeChange(assessment, model, [])}: ${notAmongAll(deciding)}`,
        });
      break;
    case 'drift':
      found.notes.push(modelReason('modelDrift', assessment, model));
      break;
    case 'inconclusive':
      (decides ? found.doubts : found.notes).push({
        ...modelReason('modelInconclusive', assessment, model),
        message: describeDoubt(assessment, model, verdict.reason),
      });
      break;
    case 'noRegression':
    case 'improvement':
      break;
  }
}

/** One phone among several of its model decides nothing, but that it alone got worse is no thing to pass over. */
function weighUnit(assessment: Assessment, unit: Comparison, model: ModelComparison, found: Found): void {
  if (unit.verdict.kind !== 'regression' || model.verdict.kind === 'regression') return;
  const message = `${describeChange(assessment, unit, [])}: on this phone, not on all of its model`;
  (unit.severity === 'block' ? found.doubts : found.notes).push(doubt(unit, message));
}

function regression(assessment: Assessment, comparison: Comparison): Reason {
  const phases = regressedPhases(assessment, [comparison.deviceId], comparison);
  return reasonOf('regression', comparison, phases, describeChange(assessment, comparison, phases));
}

function drift(assessment: Assessment, comparison: Comparison): Reason {
  return reasonOf('drift', comparison, [], describeChange(assessment, comparison, []));
}

function doubt(comparison: Comparison, message: string): Reason {
  return reasonOf('inconclusive', comparison, [], message);
}

function reasonOf(
  kind: 'regression' | 'drift' | 'inconclusive',
  { deviceId, passId, metric }: Comparison,
  phases: readonly Comparison[],
  message: string,
): Reason {
  return { kind, deviceId, passId, metric, phases: phases.map((phase) => phase.metric), message };
}

function modelReason(
  kind: 'modelRegression' | 'modelDrift' | 'modelInconclusive',
  assessment: Assessment,
  comparison: ModelComparison,
): Extract<Reason, { readonly model: string }> {
  const { model, deviceIds, passId, metric } = comparison;
  const phases = kind === 'modelRegression' ? regressedPhases(assessment, deviceIds, comparison) : [];
  return { kind, model, deviceIds, passId, metric, message: describeChange(assessment, comparison, phases) };
}

function regressedPhases(
  { comparisons }: Assessment,
  deviceIds: readonly string[],
  { passId, metric }: Finding,
): readonly Comparison[] {
  return comparisons.filter(
    (other) =>
      other.verdict.kind === 'regression' &&
      METRICS[other.metric].parent === metric &&
      other.passId === passId &&
      deviceIds.includes(other.deviceId),
  );
}

function notAmongAll(deciding: ReadonlySet<Finding>): string {
  return `beyond the margin, but not surely so among ${deciding.size} comparisons`;
}

function mostOverMargin(findings: readonly Finding[]): readonly Finding[] {
  const weight = ({ change, margin }: Finding): number =>
    change === null ? 0 : Math.abs(change.estimate) / Math.max(margin, Number.MIN_VALUE);
  return [...findings].sort((a, b) => weight(b) - weight(a));
}
