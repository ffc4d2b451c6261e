import { BenchError } from '#harness/domain/failure.ts';

/** Throws INTERRUPTED once the caller has asked to stop. */
export function refuseStopped(signal: AbortSignal | undefined, so: string, remedy: string): void {
  if (signal?.aborted !== true) return;
  throw new BenchError('INTERRUPTED', `Stopped before the end; ${so}.`, { remedy, cause: signal.reason });
}
