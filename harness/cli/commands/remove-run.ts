import { rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { BenchError, type ExitCode } from '#harness/domain/failure.ts';
import { count } from '#harness/text/numbers.ts';
import type { RunStore } from '#harness/ports.ts';
import { storeOption } from '#harness/workflow/bench-folder.ts';
import { findRun, readRunFile } from '#harness/workflow/find-run.ts';
import { withStoreAtHand } from '#harness/workflow/with-store.ts';
import type { World } from '#harness/cli/world.ts';

/** Removes a run from the store, and its folder where that lies beside the store. */
export async function removeRun(
  reference: string,
  options: { readonly store: string },
  world: World,
): Promise<ExitCode> {
  const remove = async (store: RunStore): Promise<ExitCode> => {
    const { id } = await findRun(reference, store, world.cwd);
    if ((await store.load(id)) === null) {
      throw new BenchError('UNKNOWN_RUN', `The run ${id} is not in this store.`, {
        remedy: `Name its store with --store. To remove only its folder, delete the folder.`,
      });
    }
    await refuseNeeded(id, store, storeOption(options.store));
    await store.removeRun(id);
    const folder = await ownFolder(id, resolve(world.cwd, options.store));
    if (folder !== null) await rm(folder, { recursive: true });
    world.terminal.write(`Removed ${id}${folder === null ? ' from the store' : ` and its folder ${folder}`}.\n`);
    return 0;
  };
  return withStoreAtHand(options.store, world, remove, 'write');
}

/** What other entries of the store rest on stays. */
async function refuseNeeded(id: string, store: RunStore, place: string): Promise<void> {
  const names = (await store.baselines()).filter(({ runId }) => runId === id).map(({ name }) => name);
  if (names.length > 0) {
    throw new BenchError('USAGE', `${id} is the baseline ${names.join(', ')}.`, {
      remedy: `Remove the name first: fastvlm-bench baseline remove ${names[0]}${place}`,
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
  const folder = join(dirname(store), 'runs', id);
  const run = await readRunFile(folder).catch((error: unknown) => {
    if (error instanceof BenchError) return null;
    throw error;
  });
  return run?.id === id ? folder : null;
}
