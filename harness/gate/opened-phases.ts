import type { Comparison } from '#harness/domain/comparison.ts';
import { METRICS } from '#harness/domain/metric.ts';

/**
 * The phases that may be judged by themselves: those whose parent has moved for the worse, be it within its own margin.
 * A phase is a part of its parent, so a parent that has not moved keeps its phases closed; that is what keeps many phases
 * from raising false alarms (closed testing), and a small phase that got much slower from hiding in a large parent.
 */
export function openedPhases(comparisons: readonly Comparison[]): readonly Comparison[] {
  return comparisons.filter((comparison) => {
    const parent = parentOf(comparison, comparisons);
    return comparison.severity === 'block' && parent !== undefined && hasMovedForTheWorse(parent);
  });
}

/** The comparison that a phase is a part of, on the same device in the same pass. */
export function parentOf(comparison: Comparison, comparisons: readonly Comparison[]): Comparison | undefined {
  return comparisons.find(
    (other) =>
      other.metric === METRICS[comparison.metric].parent &&
      other.deviceId === comparison.deviceId &&
      other.passId === comparison.passId,
  );
}

function hasMovedForTheWorse({ metric, change }: Comparison): boolean {
  if (change === null) return false;
  return METRICS[metric].better === 'lower' ? change.low > 0 : change.high < 0;
}
