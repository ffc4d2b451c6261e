import { readFileSync } from 'node:fs';

/**
 * How long the main thread has been ready to work while others had its processor, in milliseconds; null where the system
 * does not count it. Linux does: the second number of /proc/PID/schedstat (Documentation/scheduler/sched-stats.rst).
 */
export function waitedMs(): number | null {
  try {
    const [workedNs, waitedNs] = readFileSync('/proc/self/schedstat', 'utf8').split(' ').map(Number);
    // A kernel that was built without it says zero to all.
    return workedNs === undefined || waitedNs === undefined || !(workedNs > 0) ? null : waitedNs / 1e6;
  } catch {
    return null;
  }
}
