import { rmdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { BenchError } from '#harness/domain/failure.ts';
import { acquireLock, type LockRefusal } from './lock.ts';
import { holderText } from './lock-holder.ts';
import { makeFolder } from './make-folder.ts';

export const JOURNAL_FILE = 'journal.jsonl';

/** The journal of a second session and the logs of its failed launches lie here, in the folder of its run. */
export const SECOND_FOLDER = 'second-session';

/** Runs of older versions are resumed too, and those locked the journal by this name. */
const LOCK_FILE = `${JOURNAL_FILE}.lock`;

/** A folder that only this process writes to, in this place only, until it is released. */
export type HeldFolder = {
  readonly folder: string;
  /** Removes the folder too where it was made for this and is still empty. Does nothing the second time. */
  readonly release: () => void;
};

/**
 * Keeps everybody else from writing to a folder of results, and makes it where it is not there. Two commands that write
 * to one folder would measure launches twice and mix their reports. Throws USAGE that says who holds it, and
 * FILE_UNWRITABLE.
 */
export function holdFolder(folder: string, purpose: string, now: Date): HeldFolder {
  const made = refusingUnwritable(folder, () => makeFolder(folder));
  const release = (): void => removeEmpty(folder, made);
  try {
    const lock = refusingUnwritable(folder, () => acquireLock(join(folder, LOCK_FILE), { purpose, now }));
    if (lock.kind !== 'acquired') throw inUse(folder, lock);
    return {
      folder,
      release: () => {
        lock.release();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

/** The same for the second session of the run in a folder. It belongs to the run: it goes when nothing is left in it, whoever made it. */
export function holdSecondFolder(runFolder: string, runId: string, now: Date): HeldFolder {
  const held = holdFolder(join(runFolder, SECOND_FOLDER), `the second session of ${runId}`, now);
  const folder = resolve(held.folder);
  return {
    folder,
    release: () => {
      held.release();
      removeEmpty(folder, folder);
    },
  };
}

function inUse(folder: string, { kind, path, holder }: LockRefusal): BenchError {
  const who = holderText(holder);
  if (kind === 'held') {
    return new BenchError('USAGE', `${folder} is in use by ${who}.`, {
      remedy: 'Wait until it has ended, or choose another folder with --out.',
    });
  }
  return new BenchError('USAGE', `${folder} was taken by ${who}; this machine cannot see whether that still runs.`, {
    remedy: `If it has ended, remove ${path} and try again; or wait, or choose another folder with --out.`,
  });
}

function removeEmpty(folder: string, made: string | undefined): void {
  if (made === undefined) return;
  try {
    for (let path = resolve(folder); path.length >= made.length; path = dirname(path)) rmdirSync(path);
  } catch {
    // It is not empty: it is of use.
  }
}

function refusingUnwritable<T>(folder: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BenchError('FILE_UNWRITABLE', `${folder} cannot be written to: ${reason}.`, {
      remedy: 'Choose a folder that you may write to with --out.',
      cause: error,
    });
  }
}
