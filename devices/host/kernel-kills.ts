import { readFileSync } from 'node:fs';

/** Where Linux counts the processes that it has ended for want of memory: of this container, and of the whole machine. */
const COUNTERS = ['/sys/fs/cgroup/memory.events', '/proc/vmstat'] as const;

/** The counters as they are now; empty where the system keeps none. Any that has grown later has seen such an end. */
export function kernelKills(): readonly number[] {
  return COUNTERS.flatMap((path) => {
    try {
      const count = /^oom_kill (\d+)$/m.exec(readFileSync(path, 'utf8'))?.[1];
      return count === undefined ? [] : [Number(count)];
    } catch {
      return [];
    }
  });
}

export function hasGrown(before: readonly number[], now: readonly number[]): boolean {
  return now.some((count, index) => count > (before[index] ?? count));
}
