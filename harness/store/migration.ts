import type { Kysely, RawBuilder, Transaction } from 'kysely';
import type { OnMigrating } from '#harness/ports/store.ts';
import type { Tables } from './tables.ts';

/** Which SQL an engine speaks where the two differ. */
export type SqlWords = {
  /** Type of a column of bytes. */
  readonly bytes: RawBuilder<unknown>;
  /** Type of a key that counts by itself. */
  readonly counter: RawBuilder<unknown>;
  /**
   * Whether a table can be kept in its primary key (SQLite: WITHOUT ROWID), so that a range of the key is read in its order
   * without looking up its rows elsewhere.
   */
  readonly isTableItsKey: boolean;
};

export type Migration = (
  database: Kysely<Tables> | Transaction<Tables>,
  words: SqlWords,
  mode: TableMode,
  onMigrating?: OnMigrating,
) => Promise<void>;

/** Temporary tables stand for what is not there yet and must not be made, because a store is only read. */
export type TableMode = 'kept' | 'temporary';
