import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { BenchError } from '#harness/domain/failure.ts';
import { systemErrorCode } from '#harness/domain/system-error.ts';
import type { StoreAccess } from '#harness/ports.ts';
import { nodeSqliteDialect, type OpenDatabase, openToRead, openToWrite, sqliteResultCode } from './node-sqlite.ts';
import { makeWhole, refuseWhatIsNoStore } from './store-file.ts';
import { COLUMNS, createTables, type Tables } from './tables.ts';

/** What `PRAGMA user_version` says of a store. Older stores have 0; their tables are the same. */
const STORE_VERSION = 1;

/** Throws STORE_INVALID, SCHEMA_TOO_NEW, STORE_READ_ONLY or DISK_FULL, so that a store is refused before it is needed. */
export async function openDatabase(path: string, access: StoreAccess): Promise<Kysely<Tables>> {
  try {
    const isToWrite = access === 'write' || (access === 'writeIfPossible' && isWritable(path));
    return await (isToWrite ? openWritable(path) : openReadable(path));
  } catch (error) {
    throw error instanceof BenchError ? error : storeError(error, `${path} cannot be used as a store`, null);
  }
}

async function openWritable(path: string): Promise<Kysely<Tables>> {
  if (path !== ':memory:') {
    mkdirSync(dirname(path), { recursive: true });
    if (!isWritable(path)) throw readOnlyStore(path);
    if (!existsSync(path)) await makeWhole(path, async (partial) => (await openInPlace(partial)).destroy());
    refuseWhatIsNoStore(path);
  }
  return openInPlace(path);
}

async function openInPlace(path: string): Promise<Kysely<Tables>> {
  return ready(openToWrite(path), path, async (database, kysely) => {
    // Fails now, not after the measurement, where the file cannot be written to for any other reason.
    database.exec('BEGIN IMMEDIATE;');
    if (versionOf(database) < STORE_VERSION || !isWhole(database)) {
      await createTables(kysely);
      database.exec(`PRAGMA user_version = ${STORE_VERSION};`);
    }
    database.exec('COMMIT;');
  });
}

async function openReadable(path: string): Promise<Kysely<Tables>> {
  refuseWhatIsNoStore(path);
  return ready(openToRead(path), path, async (database, kysely) => {
    // Stores of older versions lack tables; those are empty.
    if (!isWhole(database)) await createTables(kysely, { areTemporary: true, except: tablesOf(database) });
    database.exec('PRAGMA query_only = ON;');
  });
}

/** Closes the file again unless it is a store of a version that is known here. */
async function ready(
  open: OpenDatabase,
  path: string,
  prepare: (database: DatabaseSync, kysely: Kysely<Tables>) => Promise<void>,
): Promise<Kysely<Tables>> {
  try {
    refuseOtherVersions(open.database, path);
    const kysely = new Kysely<Tables>({ dialect: nodeSqliteDialect(open) });
    await prepare(open.database, kysely);
    return kysely;
  } catch (error) {
    open.close();
    throw error;
  }
}

function refuseOtherVersions(database: DatabaseSync, path: string): void {
  const version = versionOf(database);
  if (version > STORE_VERSION) {
    throw new BenchError(
      'SCHEMA_TOO_NEW',
      `${path} is a store of version ${version}; this fastvlm-bench reads versions up to ${STORE_VERSION}.`,
      { remedy: 'Update fastvlm-bench, or name another file with --store.' },
    );
  }
  for (const table of tablesOf(database)) refuseOtherColumns(database, table, path);
}

function refuseOtherColumns(database: DatabaseSync, table: string, path: string): void {
  const expected = Object.entries<readonly string[]>(COLUMNS).find(([name]) => name === table)?.[1];
  if (expected === undefined) return;
  const found = database.prepare('SELECT name, "notnull", dflt_value FROM pragma_table_info(?)').all(table);
  const names = new Set(found.map(({ name }) => name));
  const isNeeded = (column: (typeof found)[number]): boolean =>
    column['notnull'] === 1 && column['dflt_value'] === null;
  const unknown = found.filter((column) => isNeeded(column) && !expected.includes(String(column['name'])));
  const wrong = [...expected.filter((name) => !names.has(name)), ...unknown.map(({ name }) => String(name))];
  if (wrong.length === 0) return;
  throw new BenchError(
    'STORE_INVALID',
    `${path} is not a store of this version: its table ${table} differs in ${wrong.join(', ')}.`,
    {
      remedy: 'Use the version of fastvlm-bench that wrote it, or name another file with --store.',
    },
  );
}

function isWhole(database: DatabaseSync): boolean {
  const known = tablesOf(database);
  return Object.keys(COLUMNS).every((name) => known.includes(name));
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
}

function tablesOf(database: DatabaseSync): readonly string[] {
  return database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .all()
    .map(({ name }) => String(name));
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

const SQLITE_READONLY = 8;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;
const SQLITE_BUSY = 5;

/** An error of SQLite as a person meets it. `kept` says where what could not be stored is to be found; null for nothing. */
export function storeError(error: unknown, what: string, kept: string | null): BenchError {
  const code = sqliteResultCode(error);
  const system = systemErrorCode(error);
  const also = kept === null ? '' : `; ${kept}`;
  if (code === SQLITE_FULL || system === 'ENOSPC') {
    const remedy = `Make room there, or name another file with --store${also}`;
    return new BenchError('DISK_FULL', `${what}: the disk is full.`, { remedy, cause: error });
  }
  if (code === SQLITE_READONLY || (kept !== null && code === SQLITE_CANTOPEN)) {
    const remedy = `Name a file that you may write to with --store${also}`;
    return new BenchError('STORE_READ_ONLY', `${what}: you may not write there.`, { remedy, cause: error });
  }
  const reason =
    code === SQLITE_BUSY
      ? 'another process wrote to it for too long'
      : error instanceof Error
        ? error.message
        : String(error);
  const remedy =
    kept === null ? 'Name another file with --store, or move this one away.' : `Name another file with --store${also}`;
  return new BenchError(kept === null ? 'STORE_INVALID' : 'STORE_FAILED', `${what}: ${reason}.`, {
    remedy,
    cause: error,
  });
}

function readOnlyStore(path: string): BenchError {
  return new BenchError('STORE_READ_ONLY', `You may not write to the store ${path} or to its folder.`, {
    remedy: 'Name a file that you may write to with --store.',
  });
}
