import { join } from 'node:path';
import type { MeasureResult } from '#harness/measure/measure-run.ts';
import type { RunStore } from '#harness/ports.ts';
import type { HeldFolder } from '#harness/store/run-folder.ts';
import { RUN_FILE } from '#harness/cli/find-run.ts';
import { withStore } from '#harness/cli/with-store.ts';
import type { Lab, World } from '#harness/cli/world.ts';
import { writeOutput } from '#harness/cli/write-output.ts';
import { measureStart } from './measure-start.ts';
import { holdNewFolder, type Start } from './start-run.ts';

/**
 * Measures a new run and keeps it, in its folder and in the store, then goes on with it while both are still open.
 * Everything that can refuse the run comes first and leaves nothing behind.
 */
export async function measureNew<T>(
  start: Start,
  place: { readonly lab: Lab; readonly store: string; readonly world: World },
  use: (result: MeasureResult, store: RunStore) => Promise<T>,
): Promise<T> {
  const held = await holdNewFolder(start, place.world.clock.now());
  try {
    return await measureHeld(start, held, place, use);
  } finally {
    held.release();
  }
}

/** The same in a folder that is held already. */
export async function measureHeld<T>(
  start: Start,
  held: HeldFolder,
  { lab, store: file, world }: { readonly lab: Lab; readonly store: string; readonly world: World },
  use: (result: MeasureResult, store: RunStore) => Promise<T>,
): Promise<T> {
  return withStore(file, world, async (store) => {
    // A baseline that came as a file is kept, so that the run can be resumed and reported again by itself.
    if (start.baselineRun !== null) await store.save(start.baselineRun);
    const result = await measureStart(start, held, lab, world);
    // The file first: it needs nothing but room, and a store that is in trouble must not cost it.
    await writeOutput(join(start.folder, RUN_FILE), JSON.stringify(result.run));
    await store.save(result.run);
    return use(result, store);
  });
}
