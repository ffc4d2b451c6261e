import type { StoppedEarly } from '#harness/domain/measured-part.ts';
import { count, trimmed } from '#harness/text/numbers.ts';

/** As part of an answer that others follow. */
export const STOPPED_EARLY = 'Stopped early: the gate already fails.';

/** What a reader of a short run must know first: that it is short on purpose. */
export function stoppedEarlySentence({ launchesLeft, minutesSaved, isLowerBound }: StoppedEarly): string {
  if (launchesLeft === 0) return 'The gate was certain to fail only when all was measured: nothing was skipped.';
  const left = `${count(launchesLeft, 'launch was', 'launches were')} skipped`;
  const start = `${STOPPED_EARLY} ${left}`;
  if (isLowerBound === true && minutesSaved === 0) {
    return `${start}; how long they would have taken is unknown, because none like them was measured.`;
  }
  const minutes = `${trimmed(minutesSaved, 1)} device minutes`;
  if (isLowerBound !== true) return `${start}, which saved about ${minutes}.`;
  return `${start}, which saved at least ${minutes}. Passes that had not begun, or could have ended early, are not counted.`;
}
