import { join } from 'node:path';
import { BenchError } from '#harness/domain/failure.ts';
import type { Run, RunHeader } from '#harness/domain/run.ts';
import { shellWord } from '#harness/text/shell-word.ts';
import type { MeasureResult } from '#harness/measure/measure-run.ts';
import type { RunStore } from '#harness/ports.ts';
import { removeJournal } from '#harness/store/journal.ts';
import type { HeldFolder } from '#harness/store/run-folder.ts';
import { RUN_FILE } from './find-run.ts';
import { withStore } from './with-store.ts';
import type { Lab, World } from '#harness/cli/world.ts';
import { writeOutput } from './write-output.ts';
import { measureStart } from './measure-start.ts';
import { holdNewFolder, type Start } from './prepare-run.ts';

/**
 * Measures a new run and keeps it, in its folder and in the store, then hands it to `use` while both are still open.
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

/** The same in a folder that is locked already. */
export async function measureHeld<T>(
  start: Start,
  held: HeldFolder,
  { lab, store: file, world }: { readonly lab: Lab; readonly store: string; readonly world: World },
  use: (result: MeasureResult, store: RunStore) => Promise<T>,
): Promise<T> {
  const release = claimPhones(start.header, lab);
  try {
    return await withStore(file, world, async (store) => {
      // A baseline that came as a file is kept, so that the run can be resumed and reported again by itself.
      if (start.baselineRun !== null) await store.save(start.baselineRun);
      const result = await measureStart(start, held, lab, world);
      // Whoever waits for a phone need not wait for reports.
      release();
      // The file first: it needs only disk space, and a failing store must not cost it.
      await writeOutput(join(start.folder, RUN_FILE), JSON.stringify(result.run), start.resume);
      await keepRun(result.run, start.folder, store);
      // From here on the journal would only repeat what both have.
      if (result.run.isComplete) await removeJournal(held);
      return use(result, store);
    });
  } finally {
    release();
  }
}

/** Stores a run that is in a folder already; the error of a failing store names the command that reports it from there. */
export async function keepRun(run: Run, folder: string, store: RunStore): Promise<void> {
  await store.save(run).catch((error: unknown) => {
    if (!(error instanceof BenchError)) throw error;
    const remedy = `${error.remedy}\n  Report it from its folder with: fastvlm-bench report ${shellWord(folder)}`;
    throw new BenchError(error.code, error.message, { remedy, cause: error });
  });
}

/** All phones of the run or none. Calling what is returned a second time does nothing. */
function claimPhones({ id, devices }: RunHeader, { drivers }: Lab): () => void {
  const releases: (() => void)[] = [];
  const release = (): void => {
    for (const one of releases.splice(0)) one();
  };
  const ids = devices.map((device) => device.id);
  try {
    for (const driver of drivers) {
      const own = new Set(driver.devices().map((device) => device.id));
      releases.push(
        driver.claim(
          ids.filter((one) => own.has(one)),
          `run ${id}`,
        ),
      );
    }
    return release;
  } catch (error) {
    release();
    throw error;
  }
}
