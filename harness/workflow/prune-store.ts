import { BenchError } from '#harness/domain/failure.ts';
import type { RunEntry, RunStore } from '#harness/ports/store.ts';
import type { Caller } from './caller.ts';
import type { Host } from './host.ts';
import type { Places } from './request.ts';
import { runsToPrune } from './runs-to-prune.ts';
import { refuseStopped } from './stopped.ts';
import { withStoreAtHand } from './with-store.ts';

export type PruneRequest = Pick<Places, 'home' | 'store'> & {
  /** How many runs of each suite to keep on each device model, beside those that something needs. */
  readonly keep: number;
  /** Whether to remove them; otherwise it is only worked out what would be removed. */
  readonly remove: boolean;
};

export type Pruned = {
  readonly runs: readonly RunEntry[];
  readonly keptRuns: number;
  /** Bytes of the store before and after; null where the database does not say. */
  readonly bytesBefore: number | null;
  readonly bytesAfter: number | null;
};

/** Removes runs that nothing needs any more from a store; their folders stay. */
export async function pruneStore(
  request: PruneRequest,
  host: Host,
  { onEvent, signal }: Pick<Caller, 'onEvent' | 'signal'> = {},
): Promise<Pruned> {
  if (!Number.isInteger(request.keep) || request.keep < 1) {
    throw new BenchError('USAGE', 'At least one run of each suite and device model is kept.', {
      remedy: 'Name a whole number of 1 or more with --keep.',
    });
  }
  const prune = async (store: RunStore): Promise<Pruned> => {
    const [runs, baselines, calibrations] = [await store.list(), await store.baselines(), await store.calibrations({})];
    const calibrated = new Set(calibrations.flatMap(({ runIds }) => runIds));
    const chosen = runsToPrune(runs, baselines, calibrated, request.keep);
    const bytesBefore = (await store.info()).bytes;
    if (request.remove) {
      for (const [index, { id }] of chosen.entries()) {
        refuseStopped(signal, `${index} of ${chosen.length} runs are removed`, 'Prune the store again.');
        await store.removeRun(id);
        onEvent?.({ kind: 'storeProgress', done: index + 1, of: chosen.length });
      }
      if (chosen.length > 0) await store.shrink();
    }
    const bytesAfter = request.remove ? (await store.info()).bytes : bytesBefore;
    return { runs: chosen, keptRuns: runs.length - chosen.length, bytesBefore, bytesAfter };
  };
  return withStoreAtHand(request, host, prune, request.remove ? 'write' : 'read');
}
