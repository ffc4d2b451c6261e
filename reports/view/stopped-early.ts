import type { StoppedEarly } from '#harness/domain/run.ts';
import { count, trimmed } from '#harness/text/numbers.ts';

/** What a reader of a short run must know first: that it is short on purpose. */
export function stoppedEarlySentence({ launchesLeft, minutesSaved, isLowerBound }: StoppedEarly): string {
  const left = `${count(launchesLeft, 'launch was', 'launches were')} skipped`;
  const start = `Stopped early: the gate already fails. ${left}`;
  if (launchesLeft === 0) return `${start}.`;
  if (isLowerBound === true && minutesSaved === 0) {
    return `${start}; how long they would have taken is unknown, because none like them was measured.`;
  }
  return `${start}, which saved ${isLowerBound === true ? 'at least' : 'about'} ${trimmed(minutesSaved, 1)} device minutes.`;
}
