import { BenchError } from '#harness/domain/failure.ts';
import { sqliteResultCode } from './node-sqlite.ts';
import { storeError } from './open-database.ts';

const SQLITE_BUSY = 5;

/**
 * Reads from an open store. Throws STORE_INVALID where the store is damaged: opening it reads neither every page nor the
 * content of a row.
 */
export async function reading<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const code = sqliteResultCode(error);
    if (code === SQLITE_BUSY) throw storeError(error, `${path} cannot be read`, null);
    const isDamage = error instanceof SyntaxError || code !== null;
    if (!(error instanceof Error) || !isDamage) throw error;
    throw new BenchError('STORE_INVALID', `The store ${path} is damaged: ${error.message}.`, {
      remedy:
        'Put a copy of it in its place, or name another file with --store. A run is also in its folder: ' +
        'with another store, name the folder instead of the id.',
      cause: error,
    });
  }
}
