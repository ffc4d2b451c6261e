import type { Assessment } from '#harness/domain/comparison.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import { modelOf } from '#harness/domain/model-of.ts';
import { type Finding, findingsOf } from './families.ts';

/**
 * The phases that may be judged by themselves. A parent that surely is no worse than before keeps its phases closed, for what
 * one phase lost another has won back. Any other parent does not: neither its noise nor a margin that is wide for one of
 * its parts may hide a part that surely got slower. Nor does a parent that was not compared. Phases pay for it by being
 * counted among all that can fail the gate.
 */
export function openedPhases(assessment: Assessment): readonly Finding[] {
  return findingsOf(assessment).filter((finding) => {
    if (METRICS[finding.metric].role !== 'phase' || finding.severity !== 'block') return false;
    const parent = parentOf(finding, assessment);
    return parent === undefined || !keepsClosed(parent);
  });
}

/** What a phase is a part of, in the same pass: of a phone without a mean that of its model, if there is one. */
export function parentOf(phase: Finding, assessment: Assessment): Finding | undefined {
  const isParent = ({ metric, passId }: Finding): boolean =>
    metric === METRICS[phase.metric].parent && passId === phase.passId;
  if ('model' in phase) return assessment.models.find((other) => isParent(other) && other.model === phase.model);
  const own = assessment.comparisons.find((other) => isParent(other) && other.deviceId === phase.deviceId);
  return own === undefined ? undefined : (modelOf(own, assessment) ?? own);
}

/** Whether a parent is surely no worse than before. */
export function keepsClosed({ metric, change }: Finding): boolean {
  if (change === null) return false;
  return METRICS[metric].better === 'lower' ? change.high <= 0 : change.low >= 0;
}
