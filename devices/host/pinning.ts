import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** On which cores an app computes. */
export type Pinning = {
  /** The command that puts a process there, before its own; empty where it may go anywhere. */
  readonly command: readonly string[];
  /** What was done, for people. */
  readonly text: string;
};

const TASKSET = 'taskset';

/** For the threads of Node itself: on the core of the model they make it wait, for an eighth of its time. */
const CORES_BESIDE = 1;

/**
 * Keeps an app on as many cores as its model has threads and one more, the last ones that this process may use, where Linux
 * brings `taskset`. At least one is left for everything else: on fewer, an app shares its cores with whoever reads what it
 * writes.
 */
export function pinningOf(threads: number, cores = allowedCores(), taskset = findTaskset()): Pinning {
  if (taskset === null) return { command: [], text: 'any core: this system has no taskset' };
  const wanted = threads + CORES_BESIDE;
  if (cores.length <= wanted) return { command: [], text: `any of ${cores.length}: too few to keep some for one` };
  const own = cores.slice(-wanted);
  return { command: [taskset, '--cpu-list', own.join(',')], text: `${own.join(', ')}, by taskset` };
}

/** As Linux lists them, such as `0-2,5`: 0, 1, 2 and 5. */
export function parseCoreList(list: string): readonly number[] {
  return list
    .split(',')
    .filter((part) => /^\d+(-\d+)?$/.test(part))
    .flatMap((part) => {
      const [first = 0, last = first] = part.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    });
}

function allowedCores(): readonly number[] {
  try {
    const status = readFileSync('/proc/self/status', 'utf8');
    return parseCoreList(/^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? '');
  } catch {
    return [];
  }
}

function findTaskset(): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, TASKSET)).find((path) => existsSync(path)) ?? null;
}
