import { BenchError } from '#harness/domain/failure.ts';
import type { Engine } from './engine.ts';

/** Writes to a store; the error of a failed write says what was not stored, and what to do about it. */
export async function writing<T>(engine: Engine, what: string, kept: string, write: () => Promise<T>): Promise<T> {
  if (engine.isReadOnly) {
    throw new BenchError('STORE_READ_ONLY', `${what} could not be stored in ${engine.name}: you may not write there.`, {
      remedy: `Name a store that you may write to with --store; ${kept}`,
    });
  }
  try {
    return await again(engine, write);
  } catch (error) {
    if (error instanceof BenchError) throw error;
    throw engine.errorOf(error, `${what} could not be stored in ${engine.name}`, kept);
  }
}

/**
 * Reads from a store. Throws STORE_INVALID where the store is damaged: opening it reads neither every page nor the content
 * of a row.
 */
export async function reading<T>(engine: Engine, read: () => Promise<T>): Promise<T> {
  try {
    return await again(engine, read);
  } catch (error) {
    if (error instanceof BenchError) throw error;
    if (!(error instanceof Error)) throw error;
    if (!engine.isDamage(error)) throw engine.errorOf(error, `${engine.name} cannot be read`, null);
    throw new BenchError('STORE_INVALID', `The store ${engine.name} is damaged: ${error.message}.`, {
      remedy:
        'Put a copy of it in its place, or name another one with --store. A run is also in its folder: ' +
        'with another store, name the folder instead of the id.',
      cause: error,
    });
  }
}

/**
 * Once more where a server went away in between: everything that a store is asked has the same effect when it is asked twice.
 * A connection that was idle for the hours of a measurement is often gone.
 */
async function again<T>(engine: Engine, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!engine.isLostConnection(error)) throw error;
    return ask();
  }
}
