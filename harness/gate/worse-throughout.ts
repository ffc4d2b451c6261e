import type { Comparison } from '#harness/domain/comparison.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import { type Finding, findingsOf } from '#harness/domain/deciding.ts';
import { towardsWorse } from '#harness/domain/metric-catalogue.ts';

/**
 * Whether the candidate was worse by more than the margin every time: in each pair of launches, or, where the arms have
 * different numbers of them, each launch than every one of the baseline; of the phones of a model on all of them. Or
 * whether every one of several phones has its whole interval beyond the margin, although none is certain among all
 * comparisons: on a noisy day none may be, but chance seldom hits the same metric on every phone.
 */
export function isWorseThroughout(finding: Finding, assessment: Assessment): boolean {
  return isWorseEveryTime(finding, assessment) || isWorseOnEveryPhone(finding, assessment);
}

function isWorseOnEveryPhone({ passId, metric }: Finding, assessment: Assessment): boolean {
  const { comparisons, devices } = assessment;
  const isSame = (other: Finding): boolean => other.passId === passId && other.metric === metric;
  const own = findingsOf(assessment).filter(isSame);
  return (
    devices.length > 1 &&
    comparisons.filter(isSame).length === devices.length &&
    own.every(({ verdict }) => verdict.kind === 'regression')
  );
}

function isWorseEveryTime(finding: Finding, { comparisons }: Assessment): boolean {
  if (!('deviceModel' in finding)) return isUnitWorse(finding);
  const units = comparisons.filter(
    ({ deviceId, passId, metric }) =>
      finding.deviceIds.includes(deviceId) && passId === finding.passId && metric === finding.metric,
  );
  return units.length > 0 && units.every(isUnitWorse);
}

function isUnitWorse({ metric, scale, margin, baseline, candidate }: Comparison): boolean {
  const [before, now] = [baseline.values, candidate.values];
  if (before.length === 0 || now.length === 0) return false;
  const isWorse = (from: number, to: number): boolean => {
    const room = scale === 'relative' ? margin * Math.abs(from) : margin;
    return towardsWorse(metric, to - from) > room;
  };
  return before.length === now.length
    ? before.every((from, index) => isWorse(from, now[index] ?? Number.NaN))
    : before.every((from) => now.every((to) => isWorse(from, to)));
}
