import { availableParallelism, freemem, loadavg, totalmem } from 'node:os';

/** How busy this machine is. */
export type HostLoad = {
  /** Processes that ran or waited for a core, averaged over the last minute. */
  readonly loadAverage: number;
  readonly cores: number;
  readonly freeMemoryBytes: number;
  readonly memoryBytes: number;
};

const GIB = 2 ** 30;
/** A load average beyond this says more about the machine around a container than about this process. */
const MAX_SLOWDOWN = 30;

export function readHostLoad(): HostLoad {
  return {
    loadAverage: loadavg()[0] ?? 0,
    cores: availableParallelism(),
    freeMemoryBytes: freemem(),
    memoryBytes: totalmem(),
  };
}

/** How many times longer work takes because other processes want the same cores. */
export function slowdown({ loadAverage, cores }: HostLoad): number {
  return Math.min(MAX_SLOWDOWN, Math.max(1, loadAverage / cores));
}

/** Such as `2 cores, load average 21.3, 3.1 of 24.0 GiB of memory free`. */
export function describeHostLoad({ loadAverage, cores, freeMemoryBytes, memoryBytes }: HostLoad): string {
  const gibibytes = (bytes: number): string => (bytes / GIB).toFixed(1);
  const memory = `${gibibytes(freeMemoryBytes)} of ${gibibytes(memoryBytes)} GiB of memory free`;
  return `${cores === 1 ? '1 core' : `${cores} cores`}, load average ${loadAverage.toFixed(1)}, ${memory}`;
}
