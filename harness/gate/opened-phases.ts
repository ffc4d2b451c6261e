import type { Comparison } from '#harness/domain/comparison.ts';
import { METRICS } from '#harness/domain/metric.ts';

/**
 * The phases that may be judged by themselves. A parent that surely is no worse than before keeps its phases closed, for what
 * one phase lost another has won back. Any other parent does not: neither its noise nor a margin that is wide for one of
 * its parts may hide a part that surely got slower. Nor does a parent that was not compared. Phases pay for it by being
 * counted among all that can fail the gate.
 */
export function openedPhases(comparisons: readonly Comparison[]): readonly Comparison[] {
  return comparisons.filter((comparison) => {
    if (METRICS[comparison.metric].role !== 'phase' || comparison.severity !== 'block') return false;
    const parent = parentOf(comparison, comparisons);
    return parent === undefined || !keepsClosed(parent);
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

/** Whether a parent is surely no worse than before. */
export function keepsClosed({ metric, change }: Comparison): boolean {
  if (change === null) return false;
  return METRICS[metric].better === 'lower' ? change.high <= 0 : change.low >= 0;
}
