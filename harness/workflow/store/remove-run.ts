import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BenchError } from '#harness/domain/failure.ts';
import { count } from '#harness/text/numbers.ts';
import type { RunStore } from '#harness/ports/store.ts';
import { isPostgresAddress } from '#harness/store/postgres-address.ts';
import type { Caller } from '#harness/workflow/caller.ts';
import { removeBaselineCommand } from '#harness/text/commands.ts';
import { storeOption } from '#harness/workflow/command-text.ts';
import { findRun, readRunFile } from './find-run.ts';
import type { Host } from '#harness/workflow/host.ts';
import { RUNS_FOLDER, storeOf } from '#harness/workflow/places.ts';
import type { Places, RunReference } from '#harness/workflow/request.ts';
import { withStoreAtHand } from './with-store.ts';

export type RemovedRun = {
  readonly id: string;
  /** Its folder, which is removed too where it lies beside the store; null where there is none. */
  readonly folder: string | null;
};

/** Removes a run from the store, and its folder where that lies beside the store. Throws USAGE for one that is needed. */
export async function removeRun(
  request: Pick<Places, 'home' | 'store'> & { readonly run: RunReference },
  host: Host,
  caller: Pick<Caller, 'storeOption'> = {},
): Promise<RemovedRun> {
  const remove = async (store: RunStore): Promise<RemovedRun> => {
    const { id } = await findRun(request.run, store);
    if ((await store.load(id)) === null) {
      throw new BenchError('UNKNOWN_RUN', `The run ${id} is not in this store.`, {
        remedy: `Name its store with --store. To remove only its folder, delete the folder.`,
      });
    }
    await refuseNeeded(id, store, storeOption(request, caller));
    await store.removeRun(id);
    const place = storeOf(request);
    const folder = isPostgresAddress(place) ? null : await ownFolder(id, place);
    if (folder !== null) await rm(folder, { recursive: true });
    return { id, folder };
  };
  return withStoreAtHand(request, host, remove, 'write');
}

/** What other entries of the store rest on stays. */
async function refuseNeeded(id: string, store: RunStore, place: string): Promise<void> {
  const names = (await store.baselines()).filter(({ runId }) => runId === id).map(({ name }) => name);
  if (names.length > 0) {
    throw new BenchError('USAGE', `${id} is the baseline ${names.join(', ')}.`, {
      remedy: `Remove the name first: ${removeBaselineCommand(names[0] ?? '', place)}`,
    });
  }
  const dependent = (await store.list()).filter(({ baselineRunId }) => baselineRunId === id).map((run) => run.id);
  if (dependent.length > 0) {
    throw new BenchError('USAGE', `${count(dependent.length, 'run was', 'runs were')} compared with ${id}.`, {
      remedy: `Remove first: ${dependent.join(', ')}`,
    });
  }
}

/** The folder that `run` made for it; null where it went to another place, or where another run lies there. */
async function ownFolder(id: string, store: string): Promise<string | null> {
  const folder = join(dirname(store), RUNS_FOLDER, id);
  const run = await readRunFile(folder).catch((error: unknown) => {
    if (error instanceof BenchError) return null;
    throw error;
  });
  return run?.id === id ? folder : null;
}
