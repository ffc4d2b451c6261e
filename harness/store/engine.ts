import type { Kysely } from 'kysely';
import type { BenchError } from '#harness/domain/failure.ts';
import type { Tables } from './tables.ts';

/** An open database that holds a store of this version. The two engines differ in nothing else that a store meets. */
export type Engine = {
  readonly database: Kysely<Tables>;
  /** How messages and commands name it: a path, or an address without its password. */
  readonly name: string;
  /** Whether it was opened to be read only; what is written then is refused. */
  readonly isReadOnly: boolean;
  /**
   * What went wrong with the database, as a person meets it. `kept` says where that is to be found which was not stored; it
   * is null where nothing was to be stored.
   */
  readonly errorOf: (error: unknown, what: string, kept: string | null) => BenchError;
  /** Whether what was read proves that the store is damaged. */
  readonly isDamage: (error: unknown) => boolean;
  /** Whether the connection was lost before an answer came, so that the same can be asked again. */
  readonly isLostConnection: (error: unknown) => boolean;
  /** Bytes on disk, with indexes; null where the database does not say. */
  readonly bytes: () => Promise<number | null>;
  /** Gives space of what was removed back. */
  readonly shrink: () => Promise<void>;
  readonly close: () => Promise<void>;
};
