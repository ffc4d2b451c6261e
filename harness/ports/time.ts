/** What the engine needs of time and chance. */

export interface Clock {
  now(): Date;
  /** Milliseconds on a clock that never steps. */
  monotonicMs(): number;
  /** Rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A seeded source of chance. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
}
