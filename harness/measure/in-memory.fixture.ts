import { BenchError } from '#harness/domain/failure.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { Clock } from '#harness/ports/time.ts';
import type { Journal } from '#harness/ports/store.ts';

/** Time passes only by waiting. */
export function patientClock(): Clock {
  let ms = 0;
  return {
    now: () => new Date(ms),
    monotonicMs: () => ms,
    sleep: async (duration, signal) => {
      signal?.throwIfAborted();
      ms += duration;
    },
  };
}

export function memoryJournal(failAt = Number.POSITIVE_INFINITY): Journal & { readonly lines: Launch[] } {
  const lines: Launch[] = [];
  return {
    lines,
    append: async (launch) => {
      if (lines.length + 1 >= failAt) throw new BenchError('DISK_FULL', 'no room', { remedy: 'Make room.' });
      lines.push(launch);
    },
    close: async () => {},
  };
}
