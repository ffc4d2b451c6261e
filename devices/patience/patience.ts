import { describeHostLoad, type HostLoad, readHostLoad, slowdown } from './host-load.ts';

/** Where time and load come from; the real ones unless a test brings others. */
export type HostClock = { readonly nowMs: () => number; readonly load: () => HostLoad };

const HOST: HostClock = { nowMs: () => performance.now(), load: readHostLoad };
const LOOK_MS = 1_000;
const REPORT_MS = 30_000;

/**
 * Time as it counts for limits: on a busy machine it passes more slowly than on the wall, so that a limit which holds
 * on a quiet machine is not reached merely because other processes use the cores.
 */
export class Patience {
  readonly #host: HostClock;
  readonly #startMs: number;
  #lastMs: number;
  #spentMs = 0;

  constructor(host: HostClock = HOST) {
    this.#host = host;
    this.#startMs = host.nowMs();
    this.#lastMs = this.#startMs;
  }

  /** What has passed since the start. Exact to the load at each call, so it is asked for often. */
  spentMs(): number {
    const nowMs = this.#host.nowMs();
    this.#spentMs += (nowMs - this.#lastMs) / slowdown(this.#host.load());
    this.#lastMs = nowMs;
    return this.#spentMs;
  }

  /** By the clock on the wall, and what the machine was doing: `within 94 s (2 cores, load average …)`. */
  describe(): string {
    const seconds = Math.round((this.#host.nowMs() - this.#startMs) / 1000);
    return `within ${seconds} s (${describeHostLoad(this.#host.load())})`;
  }
}

export type PatientWait = {
  /** Of undisturbed time; see `Patience`. */
  readonly limitMs: number;
  /** The error of a limit that was reached; `waited` is what `Patience.describe` says. */
  readonly onLimit: (waited: string) => Error;
  /** Called now and then while the work goes on. */
  readonly onWaiting?: (waited: string) => void;
};

/** Waits for the work, but no longer than the limit. */
export async function withPatience<T>(work: () => Promise<T>, wait: PatientWait): Promise<T> {
  const patience = new Patience();
  let reportedMs = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    const look = (): void => {
      if (patience.spentMs() >= wait.limitMs) return reject(wait.onLimit(patience.describe()));
      if (performance.now() - reportedMs >= REPORT_MS) {
        reportedMs = performance.now();
        wait.onWaiting?.(patience.describe());
      }
    };
    timer = setInterval(look, Math.min(LOOK_MS, wait.limitMs));
  });
  try {
    return await Promise.race([work(), limit]);
  } finally {
    clearInterval(timer);
  }
}
