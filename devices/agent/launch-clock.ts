import type { Seen } from './plausibility.ts';
import type { LaunchReport } from '#harness/ports/device.ts';

/** Where the wall time of one launch goes. */
export class LaunchClock {
  readonly startedAt = new Date();
  readonly #startMs = performance.now();
  #install: readonly [number, number] = [0, 0];
  #app: readonly [number, number | null] | null = null;
  #launchedMs: number | null = null;
  /** When the last two looks at the app began. */
  #lookMs: readonly [number | null, number | null] = [null, null];

  startInstall(): void {
    this.#install = [performance.now(), performance.now()];
  }

  endInstall(): void {
    this.#install = [this.#install[0], performance.now()];
  }

  startApp(): void {
    this.#app = [performance.now(), null];
  }

  /** The device has said that the app runs. */
  launched(): void {
    this.#launchedMs = performance.now();
  }

  look(): void {
    this.#lookMs = [this.#lookMs[1], performance.now()];
  }

  /** The last look found the app done, the one before it did not. */
  seen(): Seen {
    const [startMs, endMs] = this.#app ?? [0, 0];
    const [unfinishedMs] = this.#lookMs;
    const launchedMs = this.#launchedMs ?? Number.POSITIVE_INFINITY;
    return {
      atLeastMs: Math.max(0, (unfinishedMs ?? 0) - launchedMs),
      atMostMs: (endMs ?? performance.now()) - startMs,
    };
  }

  endApp(): void {
    if (this.#app !== null) this.#app = [this.#app[0], performance.now()];
  }

  timing(): LaunchReport['timing'] {
    const nowMs = performance.now();
    const appMs = this.#app === null ? 0 : (this.#app[1] ?? nowMs) - this.#app[0];
    return { installMs: this.#install[1] - this.#install[0], appMs, totalMs: nowMs - this.#startMs };
  }
}
