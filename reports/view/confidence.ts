import type { Assessment } from '#harness/domain/assessment.ts';
import { confidenceText } from '#harness/text/chances.ts';

/** How the brackets of a report's changes are named. */
export type ConfidenceNames = {
  /** `90 % interval`, or `interval of at least 90 %` where they differ: an early look needs a wider one. */
  readonly intervalName: string;
  /** Whether each row must say its own confidence, because the heading cannot. */
  readonly isMixed: boolean;
};

/** Intervals of no width hold at any confidence and are left out. */
export function confidenceNames({ comparisons, deviceModels }: Assessment): ConfidenceNames {
  const confidences = [...comparisons, ...deviceModels].flatMap(({ change }) =>
    change === null || change.low === change.high ? [] : [change.confidence],
  );
  if (confidences.length === 0) return { intervalName: 'interval', isMixed: false };
  const lowest = confidenceText(Math.min(...confidences));
  const isMixed = new Set(confidences.map(confidenceText)).size > 1;
  return { intervalName: isMixed ? `interval of at least ${lowest}` : `${lowest} interval`, isMixed };
}
