import { join } from 'node:path';
import { BenchError } from '#harness/domain/failure.ts';
import type { Run, RunHeader } from '#harness/domain/run.ts';
import { shellWord } from '#harness/text/shell-word.ts';
import type { MeasureResult } from '#harness/measure/measured-run.ts';
import type { RunStore } from '#harness/ports/store.ts';
import { removeJournal } from '#harness/store/journal.ts';
import { type HeldFolder, holdFolder } from '#harness/store/run-folder.ts';
import { refuseInapplicable } from './applicable-devices.ts';
import type { Caller } from '#harness/workflow/caller.ts';
import { reportCommand } from '#harness/text/commands.ts';
import { RUN_FILE } from '#harness/workflow/store/find-run.ts';
import type { Host, Lab } from '#harness/workflow/host.ts';
import { measurePrepared } from './measure-prepared.ts';
import { type PreparedRun, refuseUsedFolder } from './prepare-run.ts';
import { withSecondSession } from './second-session.ts';
import { withOperatorTimes } from './with-operator-times.ts';
import { withStore } from '#harness/workflow/store/with-store.ts';
import { writeOutput } from '#harness/workflow/write-output.ts';

/** Measures a new run and keeps it, in its folder and in the store. Throws INTERRUPTED with the command that resumes it. */
export async function executeRun(prepared: PreparedRun, host: Host, caller: Caller = {}): Promise<MeasureResult> {
  return executeThen(prepared, host, caller, async (result) => result);
}

/**
 * The same, then hands the run to `use` while its folder and the store are still open. Everything that can refuse the run
 * comes first and leaves nothing behind.
 */
export async function executeThen<T>(
  prepared: PreparedRun,
  host: Host,
  caller: Caller,
  use: (result: MeasureResult, store: RunStore) => Promise<T>,
): Promise<T> {
  const held = await holdNewFolder(prepared, host.clock.now());
  try {
    return await executeHeld(prepared, held, host, caller, use);
  } finally {
    held.release();
  }
}

/** The same in a folder that is locked already. */
export async function executeHeld<T>(
  prepared: PreparedRun,
  held: HeldFolder,
  host: Host,
  caller: Caller,
  use: (result: MeasureResult, store: RunStore) => Promise<T>,
): Promise<T> {
  const release = claimPhones(prepared.header, prepared.lab);
  try {
    return await withStore(prepared.places, host, async (store) => {
      // A baseline that came as a file is kept, so that the run can be resumed and reported again by itself.
      if (prepared.baselineRun !== null) await store.save(prepared.baselineRun);
      const first = await firstSession(prepared, held, store, host, caller);
      const result = await withSecondSession(first, prepared, store, host, caller);
      // Whoever waits for a phone need not wait for reports.
      release();
      // The file first: it needs only disk space, and a failing store must not cost it.
      await writeOutput(join(prepared.folder, RUN_FILE), JSON.stringify(result.run), prepared.resume);
      await keepRun(result.run, prepared.folder, store);
      // From here on the journal would only repeat what both have.
      if (result.run.isComplete) await removeJournal(held);
      caller.onEvent?.({ kind: 'kept', run: result.run, lost: result.lost });
      return use(result, store);
    });
  } finally {
    release();
  }
}

/** What the plan asks for; only the second session is missing of a run that was measured before. */
async function firstSession(
  prepared: PreparedRun,
  held: HeldFolder,
  store: RunStore,
  host: Host,
  caller: Caller,
): Promise<MeasureResult> {
  if (prepared.first !== undefined) return { run: prepared.first, lost: [] };
  const measured = await measurePrepared(prepared, held, host, caller);
  if (measured.lost.length === 0 && measured.run.launches.length === 0) await refuseNothing(measured.run, held, host);
  // Before the run is kept, so that it is kept whole; until then the journal has every launch.
  return { ...measured, run: await withOperatorTimes(measured.run, prepared, store, caller) };
}

/** Which states can be forced on a phone is known only once it is open. Throws USAGE where nothing applies then, and keeps nothing. */
async function refuseNothing({ suite, devices }: Run, held: HeldFolder, host: Host): Promise<void> {
  try {
    refuseInapplicable(suite, devices, await host.suites());
  } catch (error) {
    await removeJournal(held);
    throw error;
  }
}

/** Stores a run that is in a folder already; the error of a failing store names the command that reports it from there. */
export async function keepRun(run: Run, folder: string, store: RunStore): Promise<void> {
  await store.save(run).catch((error: unknown) => {
    if (!(error instanceof BenchError)) throw error;
    const remedy = `${error.remedy}\n  Report it from its folder with: ${reportCommand(shellWord(folder))}`;
    throw new BenchError(error.code, error.message, { remedy, cause: error });
  });
}

/** Takes the folder of a new run. Throws USAGE where it holds a run. */
async function holdNewFolder({ folder, header, resume }: PreparedRun, now: Date): Promise<HeldFolder> {
  const held = holdFolder(folder, `run ${header.id}`, now);
  try {
    // Once more: another process may have measured there since it was looked at.
    await refuseUsedFolder(folder, resume);
    return held;
  } catch (error) {
    held.release();
    throw error;
  }
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
