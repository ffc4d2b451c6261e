import type { Measured } from '#harness/domain/measured.ts';

/** A stretch of a launch's time line, in nanoseconds of its clock. */
export type Stretch = { readonly startNs: number; readonly endNs: number };

/**
 * The launch as it would have been had these stretches of time taken longer by a fraction: what happened in one of them
 * is spread out over it, and everything after it comes later. Nothing else changes.
 */
export function stretch(measured: Measured, stretches: readonly Stretch[], fraction: number): Measured {
  const later = laterBy(stretches, fraction);
  const moved = <T extends Stretch>(span: T): T => ({
    ...span,
    startNs: later(span.startNs),
    endNs: later(span.endNs),
  });
  return {
    ...measured,
    loads: measured.loads.map(moved),
    unloads: measured.unloads.map(moved),
    iterations: measured.iterations.map((iteration) => ({
      ...iteration,
      spans: iteration.spans.map(moved),
      tokenNs: iteration.tokenNs.map(later),
    })),
    footprints: measured.footprints.map((footprint) => ({ ...footprint, atNs: later(footprint.atNs) })),
  };
}

/** Where a moment moves: by the fraction of all stretches before it, and of the part of the one that it lies in. */
function laterBy(stretches: readonly Stretch[], fraction: number): (atNs: number) => number {
  const sorted = stretches.toSorted((a, b) => a.startNs - b.startNs);
  let passedNs = 0;
  const passedBefore = sorted.map(({ startNs, endNs }) => {
    const before = passedNs;
    passedNs += endNs - startNs;
    return before;
  });
  return (atNs) => {
    const index = lastStartedBy(sorted, atNs);
    const current = sorted[index];
    if (current === undefined) return atNs;
    const passed = (passedBefore[index] ?? 0) + Math.min(atNs, current.endNs) - current.startNs;
    return atNs + fraction * passed;
  };
}

/** Index of the last stretch that has started at the moment; −1 before the first. */
function lastStartedBy(sorted: readonly Stretch[], atNs: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle]?.startNs ?? Infinity) <= atNs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
