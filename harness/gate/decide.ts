import type { Assessment, Comparison } from '#harness/domain/comparison.ts';
import type { Decision, Policy, Reason } from '#harness/domain/decision.ts';
import { METRICS } from '#harness/domain/metric.ts';
import { provenanceOf } from '#harness/domain/run.ts';
import { holmAdjusted } from '#harness/stats/holm.ts';
import { judgeFaults } from './faults.ts';
import { describeChange, describeDoubt } from './message.ts';
import { openedPhases, parentOf } from './opened-phases.ts';

/** A pull request is not held up by doubt; a release is. */
export const POLICIES = {
  pr: { id: 'pr', inconclusive: 'warn', virtual: 'accept' },
  release: { id: 'release', inconclusive: 'block', virtual: 'refuse' },
} as const satisfies Record<string, Policy>;

/** The chance of any false failure among all metrics and devices of a run, where nothing changed beyond its margin. */
const FAMILY_ALPHA = 0.05;

const INCOMPLETE: Reason = {
  kind: 'incomplete',
  message: 'A phone was lost before all of its launches were measured; go on with the run to decide.',
};

/** What one rule found, by how much it weighs. */
type Findings = { readonly fails: Reason[]; readonly doubts: Reason[]; readonly notes: Reason[] };

/**
 * May the build ship? A primary metric of severity `block`, or an opened phase of one, fails it when its interval
 * lies beyond the margin and its p holds among those of all metrics and devices that decide (Holm); a product fault
 * that the baseline does not have fails it too. Doubts make it inconclusive where the policy blocks on them, and are
 * notes where it does not.
 */
export function decide(assessment: Assessment, policy: Policy): Decision {
  const found: Findings = { fails: [], doubts: [], notes: [] };
  const faults = judgeFaults(assessment.productFaults);
  found.fails.push(...faults.fails);
  found.notes.push(...faults.notes);
  judgeComparisons(assessment, found);
  found.doubts.push(...missingComparisons(assessment));
  if (assessment.baseline === null) {
    found.notes.push({ kind: 'noBaseline', message: 'Measured alone: without a baseline no regression can be seen.' });
  }

  // No policy accepts it: what the lost phone would have said is not known.
  const blocking: Reason[] = assessment.isComplete ? [] : [INCOMPLETE];
  (policy.inconclusive === 'block' ? blocking : found.notes).push(...found.doubts);
  const provenance = provenanceOf(assessment.devices);
  if (provenance !== 'physical') {
    const message = `The numbers are of a ${provenance} device, not of an iPhone.`;
    (policy.virtual === 'refuse' ? blocking : found.notes).push({ kind: 'virtual', message });
  }
  if (found.fails.length > 0) {
    return { kind: 'fail', policy, reasons: found.fails, notes: [...blocking, ...found.notes] };
  }
  return { kind: blocking.length > 0 ? 'inconclusive' : 'pass', policy, reasons: blocking, notes: found.notes };
}

function judgeComparisons(assessment: Assessment, found: Findings): void {
  const opened = new Set(openedPhases(assessment.comparisons));
  // All phases count, opened or not: which ones are opened was chosen by looking at the data.
  const deciding = assessment.comparisons.filter((comparison) => isDeciding(comparison) || isBlockingPhase(comparison));
  const significant = significantOf(deciding);
  for (const comparison of mostOverMargin(assessment.comparisons)) {
    if (METRICS[comparison.metric].role === 'phase') {
      // The reason of a parent that fails names its phases already.
      const parent = parentOf(comparison, assessment.comparisons);
      const isNamed = parent?.verdict.kind === 'regression' && significant.has(parent);
      const isRegression = opened.has(comparison) && comparison.verdict.kind === 'regression';
      if (isRegression && !isNamed && significant.has(comparison))
        found.fails.push(regressionReason(assessment, comparison));
      continue;
    }
    const decides = isDeciding(comparison);
    const { verdict } = comparison;
    switch (verdict.kind) {
      case 'regression':
        if (!decides) found.notes.push(regressionReason(assessment, comparison));
        else if (significant.has(comparison)) found.fails.push(regressionReason(assessment, comparison));
        else found.doubts.push(unconfirmedReason(assessment, comparison, deciding.length));
        break;
      case 'drift':
        found.notes.push(reasonOf('drift', comparison, [], describeChange(assessment, comparison, [])));
        break;
      case 'inconclusive': {
        const message = describeDoubt(assessment, comparison, verdict.reason);
        const reason = reasonOf('inconclusive', comparison, [], message);
        if (decides) found.doubts.push(reason);
        else if (METRICS[comparison.metric].role === 'primary') found.notes.push(reason);
        break;
      }
      case 'noRegression':
      case 'improvement':
        break;
    }
  }
}

function isDeciding(comparison: Comparison): boolean {
  return METRICS[comparison.metric].role === 'primary' && comparison.severity === 'block';
}

function isBlockingPhase(comparison: Comparison): boolean {
  return METRICS[comparison.metric].role === 'phase' && comparison.severity === 'block';
}

/** Those whose p holds among all that could fail the gate. A change that is known for certain has no p and needs none. */
function significantOf(deciding: readonly Comparison[]): ReadonlySet<Comparison> {
  const uncertain = deciding.filter((comparison) => comparison.evidence.pRegression !== null);
  const adjusted = holmAdjusted(uncertain.map((comparison) => comparison.evidence.pRegression ?? 1));
  const certain = deciding.filter((comparison) => comparison.evidence.pRegression === null);
  return new Set([...certain, ...uncertain.filter((_, index) => (adjusted[index] ?? 1) <= FAMILY_ALPHA)]);
}

/** Most important first: the change that is most margins wide. */
function mostOverMargin(comparisons: readonly Comparison[]): readonly Comparison[] {
  const weight = ({ change, margin }: Comparison): number =>
    change === null ? 0 : Math.abs(change.estimate) / Math.max(margin, Number.MIN_VALUE);
  return [...comparisons].sort((a, b) => weight(b) - weight(a));
}

function regressionReason(assessment: Assessment, comparison: Comparison): Reason {
  const phases = assessment.comparisons.filter(
    (other) => other.verdict.kind === 'regression' && parentOf(other, assessment.comparisons) === comparison,
  );
  return reasonOf('regression', comparison, phases, describeChange(assessment, comparison, phases));
}

function unconfirmedReason(assessment: Assessment, comparison: Comparison, asked: number): Reason {
  const message = `${describeChange(assessment, comparison, [])}: beyond the margin, but not surely so among ${asked} comparisons`;
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

/** A metric that should decide and of which nothing can be said must not pass in silence. */
function missingComparisons({ baseline, suite, devices, comparisons }: Assessment): Reason[] {
  if (baseline === null) return [];
  return devices.flatMap((device) =>
    suite.passes.flatMap((pass) =>
      pass.metrics
        .filter((metric) => METRICS[metric].role === 'primary')
        .filter((metric) => suite.margins.some((entry) => entry.metric === metric && entry.severity === 'block'))
        .filter(
          (metric) =>
            !comparisons.some((it) => it.deviceId === device.id && it.passId === pass.id && it.metric === metric),
        )
        .map((metric): Reason => {
          const message = `${METRICS[metric].label} was not measured for both builds on ${device.label}`;
          return { kind: 'incomplete', message };
        }),
    ),
  );
}
