import type { Comparison } from '#harness/domain/comparison.ts';
import { METRICS } from '#harness/domain/metric.ts';

/**
 * The phases that may be judged by themselves: those whose parent got worse, or of whose parent nothing can be said. A
 * parent that is known to be unharmed keeps its phases closed, for what one phase lost another has won back. A parent that
 * is lost in noise does not: the noise of the whole must not hide a part that surely got much slower.
 */
export function openedPhases(comparisons: readonly Comparison[]): readonly Comparison[] {
  return comparisons.filter((comparison) => {
    const parent = parentOf(comparison, comparisons);
    if (parent === undefined || comparison.severity !== 'block') return false;
    return hasMovedForTheWorse(parent) || parent.verdict.kind === 'inconclusive';
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
