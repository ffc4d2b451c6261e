import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { BenchError } from '#harness/domain/failure.ts';
import type { LaunchValuesOf, OnMigrating, StoreAccess } from '#harness/ports/store.ts';
import { backupOf, copyWhole } from './copy-whole.ts';
import type { Engine } from './engine.ts';
import { migrateFirstStore, readFirstStore, refuseOtherColumns } from './first-store.ts';
import { makeFolder } from './make-folder.ts';
import { MIGRATIONS, SQLITE_WORDS, STORE_VERSION } from './migrations.ts';
import { beginImmediate, nodeSqliteDialect, type OpenDatabase, openToRead, openToWrite } from './node-sqlite.ts';
import { isSqliteDamage, sqliteError } from './sqlite-errors.ts';
import { makeWhole, refuseWhatIsNoStore } from './store-file.ts';
import { type Tables, TABLES } from './tables.ts';

/**
 * A store in one SQLite file, which is made if it is not there and is to be written to. One of an older version becomes one of
 * this version, with a copy of what it was beside it. Throws STORE_INVALID when the file is something else, SCHEMA_TOO_NEW when
 * it is of a later version, STORE_READ_ONLY or DISK_FULL, so that a store is refused before it is needed.
 */
export async function openSqlite(
  path: string,
  access: StoreAccess,
  valuesOf: LaunchValuesOf,
  onMigrating?: OnMigrating,
): Promise<Engine> {
  const content = { valuesOf, onMigrating };
  try {
    const isToWrite = access === 'write' || (access === 'writeIfPossible' && isWritable(path));
    return await (isToWrite ? openWritable(path, content) : openReadable(path, content));
  } catch (error) {
    throw error instanceof BenchError ? error : sqliteError(error, `${path} cannot be used as a store`, null);
  }
}

/** What an older store is filled from, and who hears of it. */
type Content = { readonly valuesOf: LaunchValuesOf; readonly onMigrating: OnMigrating | undefined };

async function openWritable(path: string, content: Content): Promise<Engine> {
  if (path !== ':memory:') {
    makeFolder(dirname(path));
    if (!isWritable(path)) throw readOnlyStore(path);
    if (!existsSync(path)) await makeWhole(path, async (partial) => (await openInPlace(partial, content)).close());
    refuseWhatIsNoStore(path);
  }
  return openInPlace(path, content);
}

async function openInPlace(path: string, { valuesOf, onMigrating }: Content): Promise<Engine> {
  const prepare: Prepare = async (database, kysely) => {
    // Also where nothing is to be changed: it fails now, and not after the measurement, where the file cannot be written to.
    await beginImmediate(database);
    const version = versionOf(database);
    if (version < STORE_VERSION) {
      if (holdsFirstStore(database)) {
        database.exec('ROLLBACK;');
        const ended = await migrateFirstStore(path, database, kysely, { valuesOf, onMigrating });
        if (ended === 'movedByAnother') await prepare(database, kysely);
        return;
      }
      // From here on nobody else writes, so the copy is all that there was.
      if (version >= 2) copyWhole(path, backupOf(path, version));
      for (const migrate of migrationsFrom(version)) await migrate(kysely, SQLITE_WORDS, 'kept', onMigrating);
      database.exec(`PRAGMA user_version = ${STORE_VERSION};`);
    }
    database.exec('COMMIT;');
    refuseGaps(database, path);
  };
  return ready(openToWrite(path), path, prepare);
}

/** What a connection does before it is used. */
type Prepare = (database: DatabaseSync, kysely: Kysely<Tables>) => Promise<void>;

async function openReadable(path: string, { valuesOf, onMigrating }: Content): Promise<Engine> {
  refuseWhatIsNoStore(path);
  const readOnly = async (database: DatabaseSync): Promise<void> => {
    refuseGaps(database, path);
    database.exec('PRAGMA query_only = ON;');
  };
  const open = openToRead(path);
  const version = versionOf(open.database);
  if (version >= 2) {
    return ready(open, path, async (database, kysely) => {
      // What an older version lacks is made beside the file, for this connection.
      for (const migrate of migrationsFrom(version)) await migrate(kysely, SQLITE_WORDS, 'temporary', onMigrating);
      await readOnly(database);
    });
  }
  try {
    if (holdsFirstStore(open.database)) {
      return await ready(await readFirstStore(path, open.database, { valuesOf, onMigrating }), path, readOnly);
    }
  } finally {
    open.close();
  }
  // A database without any table of a store is a store without entries.
  return ready(openToWrite(':memory:'), path, async (database, kysely) => {
    for (const migrate of MIGRATIONS) await migrate(kysely, SQLITE_WORDS, 'kept');
    await readOnly(database);
  });
}

/** Throws STORE_INVALID where somebody has removed a table. */
function refuseGaps(database: DatabaseSync, path: string): void {
  const rows = database
    .prepare(
      "SELECT name FROM (SELECT * FROM sqlite_schema UNION ALL SELECT * FROM sqlite_temp_schema) WHERE type = 'table'",
    )
    .all();
  const names = new Set(rows.map(({ name }) => String(name)));
  const missing = TABLES.filter((name) => !names.has(name));
  if (missing.length === 0) return;
  throw new BenchError('STORE_INVALID', `The store ${path} is damaged: it lacks its table ${missing.join(', ')}.`, {
    remedy: 'Put a copy of it in its place, or name another file with --store.',
  });
}

/** Closes the file again unless it is a store of this version or becomes one. */
async function ready(open: OpenDatabase, path: string, prepare: Prepare): Promise<Engine> {
  const { database } = open;
  try {
    refuseLater(database, path);
    const kysely = new Kysely<Tables>({ dialect: nodeSqliteDialect(open) });
    await prepare(database, kysely);
    return {
      database: kysely,
      name: path,
      isReadOnly: database.prepare('PRAGMA query_only').get()?.['query_only'] === 1,
      errorOf: sqliteError,
      isDamage: isSqliteDamage,
      isLostConnection: () => false,
      bytes: async () => statSync(path, { throwIfNoEntry: false })?.size ?? null,
      shrink: async () => database.exec('VACUUM;'),
      close: async () => kysely.destroy(),
    };
  } catch (error) {
    open.close();
    throw error;
  }
}

function refuseLater(database: DatabaseSync, path: string): void {
  const version = versionOf(database);
  if (version <= STORE_VERSION) return;
  throw new BenchError(
    'SCHEMA_TOO_NEW',
    `${path} is a store of version ${version}; this fastvlm-bench reads versions up to ${STORE_VERSION}.`,
    { remedy: 'Update fastvlm-bench, or name another file with --store.' },
  );
}

function migrationsFrom(version: number): typeof MIGRATIONS {
  return MIGRATIONS.slice(Math.max(0, version - 1));
}

/** Whether the tables are those of version 1. Throws STORE_INVALID where they are called the same and are others. */
function holdsFirstStore(database: DatabaseSync): boolean {
  return versionOf(database) < 2 && refuseOtherColumns(database);
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
}

/** SQLite writes beside the file too. */
function isWritable(path: string): boolean {
  try {
    for (const one of existsSync(path) ? [path, dirname(path)] : [dirname(path)]) accessSync(one, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function readOnlyStore(path: string): BenchError {
  return new BenchError('STORE_READ_ONLY', `You may not write to the store ${path} or to its folder.`, {
    remedy: 'Name a file that you may write to with --store.',
  });
}
