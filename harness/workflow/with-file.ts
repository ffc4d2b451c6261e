import { dirname } from 'node:path';
import { BenchError } from '#harness/domain/failure.ts';
import { acquireLock, type Lock, type LockRefusal } from '#harness/store/lock.ts';
import { holderText } from '#harness/store/lock-holder.ts';
import { makeFolder } from '#harness/store/make-folder.ts';
import { unwritable } from './write-output.ts';

type Use = {
  /** What for, as others read it. */
  readonly purpose: string;
  readonly now: Date;
  /** The option that names another file. */
  readonly option: string;
};

/**
 * Reads a file and writes it again while nobody else does: of two processes that did so at once, one would write without what
 * the other has added. Throws USAGE that says who uses it, DISK_FULL and FILE_UNWRITABLE.
 */
export async function withFile<Result>(file: string, use: Use, act: () => Promise<Result>): Promise<Result> {
  const lock = lockOf(file, use);
  if (lock.kind !== 'acquired') throw inUse(file, lock);
  try {
    return await act();
  } finally {
    lock.release();
  }
}

function lockOf(file: string, { purpose, now, option }: Use): Lock | LockRefusal {
  try {
    makeFolder(dirname(file));
    return acquireLock(`${file}.lock`, { purpose, now });
  } catch (error) {
    throw unwritable(file, error, null, option);
  }
}

function inUse(file: string, { kind, path, holder }: LockRefusal): BenchError {
  const isKnown = kind === 'held';
  return new BenchError('USAGE', `${file} is in use by ${holderText(holder)}.`, {
    remedy: isKnown
      ? 'Wait until that has ended, then run the command again.'
      : `If that has ended, remove ${path} and run the command again.`,
  });
}
