import type { AgentClock } from './clock.ts';
import type { EventLog } from './event-log.ts';
import { footprintBytes } from './memory.ts';

/** The timer runs by the wall and so at a rate of its own: it asks more often than a sample is due. */
const TIMER_ROUNDS_PER_SAMPLE = 4;

/** Footprints of one launch, in the order in which they are taken. */
export type FootprintRecorder = {
  /** To be called when a prefill has ended, at this time of the app's clock. */
  readonly afterPrefill: (atNs: number) => void;
  readonly stop: () => void;
};

/**
 * Takes samples at an interval, and marks a footprint at the end of a prefill `peakPrefill` where it is larger than at the end of every
 * prefill before it: the last mark of a launch is its largest, and the file stays small. All of them gather in memory and reach the disk
 * between iterations with everything else. Samples keep to the app's clock: taking one is work too, and a busy machine must not add any
 * to a question.
 */
export function recordFootprints(intervalMs: number, log: EventLog, clock: AgentClock): FootprintRecorder {
  let dueNs = 0;
  let peakBytes = 0;
  const sample = (): void => {
    const atNs = clock.now();
    if (atNs < dueNs) return;
    dueNs = atNs + intervalMs * 1e6;
    log.append({ event: 'footprint', atNs, bytes: footprintBytes() });
  };
  const timer = setInterval(sample, intervalMs / TIMER_ROUNDS_PER_SAMPLE);
  return {
    afterPrefill: (atNs) => {
      const bytes = footprintBytes();
      if (bytes <= peakBytes) return;
      peakBytes = bytes;
      log.append({ event: 'footprint', atNs, bytes, mark: 'peakPrefill' });
    },
    stop: () => clearInterval(timer),
  };
}
