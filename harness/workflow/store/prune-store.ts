import { BenchError } from '#harness/domain/failure.ts';
import type { RunEntry, RunStore } from '#harness/ports/store.ts';
import type { Caller } from '#harness/workflow/caller.ts';
import type { Host } from '#harness/workflow/host.ts';
import type { Places } from '#harness/workflow/request.ts';
import { runsToPrune } from './runs-to-prune.ts';
import { refuseStopped } from '#harness/workflow/stopped.ts';
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
    const runs = await store.list();
    const chosen = runsToPrune(runs, await neededIn(store), request.keep);
    const bytesBefore = (await store.info()).bytes;
    if (request.remove) {
      // Newest first: whenever this ends, no run that is left was compared with one that is gone.
      for (const [index, { id }] of chosen.toReversed().entries()) {
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

/** The runs that a name points at or has pointed at, and those that the newest calibrations rest on. */
async function neededIn(store: RunStore): Promise<ReadonlySet<string>> {
  const named = [...(await store.baselines()), ...(await store.baselineMoves())].map(({ runId }) => runId ?? '');
  const calibrated = (await store.calibrations({})).flatMap(({ runIds }) => runIds);
  return new Set([...named, ...calibrated]);
}
