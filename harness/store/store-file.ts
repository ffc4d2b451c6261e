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
 * Throws STORE_INVALID for a file without a byte, which SQLite would take for a new database. A process that is just
 * making its store there holds a lock on it and is waited for.
 */
export function refuseEmptyFile(path: string): void {
  if (!isEmptyFile(path)) return;
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
  if (!isEmptyFile(path)) return;
  throw new BenchError('STORE_INVALID', `The store ${path} is damaged: its file is empty (0 bytes).`, {
    remedy:
      'Put a copy of it in its place, or remove the file if you have none: the next run makes a new one. ' +
      'Or name another file with --store.',
  });
}

function isEmptyFile(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && found.isFile() && found.size === 0;
}
