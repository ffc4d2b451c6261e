import type { StoppedEarly } from '#harness/domain/run.ts';
import { count } from '#harness/domain/number-text.ts';
import { minutesText } from './quantity.ts';

/** What a reader of a short run must know first: that it is short on purpose. */
export function stoppedEarlySentence({ launchesLeft, minutesSaved }: StoppedEarly): string {
  const left = count(launchesLeft, 'launch was', 'launches were');
  return `Stopped early: the gate already fails. ${left} skipped, which saved about ${minutesText(minutesSaved)} device minutes.`;
}
