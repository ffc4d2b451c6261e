import { randomBytes } from 'node:crypto';
import { linkSync, rmSync, statSync } from 'node:fs';
import { BenchError } from '#harness/domain/failure.ts';
import { isReadOnly, openToWrite } from './node-sqlite.ts';

/**
 * Makes a store beside its place and puts it there as a whole, unless another process was quicker. SQLite alone would
 * first make an empty file, which looks like a store that was cut off.
 */
export async function makeWhole(path: string, make: (path: string) => Promise<void>): Promise<void> {
  const partial = `${path}.partial-${randomBytes(4).toString('hex')}`;
  try {
    await make(partial);
    try {
      linkSync(partial, path);
    } catch {
      // The place is taken, or the file system has no hard links: opening the store then creates it in its place.
    }
  } finally {
    for (const ending of ['', '-journal']) rmSync(partial + ending, { force: true });
  }
}

/**
 * Throws STORE_INVALID for what SQLite would take for a new database: a file without a byte, and a device, which forgets
 * what it is given; also for a folder, and for a pipe, which would be waited for without end.
 */
export function refuseWhatIsNoStore(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isFile()) {
    throw new BenchError(
      'STORE_INVALID',
      `${path} cannot be used as a store: it is ${found.isDirectory() ? 'a folder' : 'not a regular file'}.`,
      { remedy: 'Name a file with --store.' },
    );
  }
  refuseEmptyFile(path);
}

/** A process that is just making its store there holds a lock on it and is waited for. */
function refuseEmptyFile(path: string): void {
  if (sizeOf(path) > LARGEST_EMPTY) return;
  try {
    const { database, close } = openToWrite(path);
    try {
      database.exec('BEGIN IMMEDIATE; ROLLBACK;');
    } finally {
      close();
    }
  } catch (error) {
    // Without write access there is no lock to wait for: what is there now counts.
    if (!isReadOnly(error)) throw error;
  }
  const bytes = sizeOf(path);
  if (bytes > LARGEST_EMPTY) return;
  const size = bytes === 0 ? 'empty (0 bytes)' : 'all but empty (1 byte)';
  throw new BenchError('STORE_INVALID', `The store ${path} is damaged: its file is ${size}.`, {
    remedy:
      'Put a copy of it in its place, or remove the file if you have none: the next run makes a new one. ' +
      'Or name another file with --store.',
  });
}

/** SQLite takes a file of one byte for an empty one as well, and would write over that byte. */
const LARGEST_EMPTY = 1;

/** Infinite for a file that was removed meanwhile: it is no empty one. */
function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? Number.POSITIVE_INFINITY;
}
