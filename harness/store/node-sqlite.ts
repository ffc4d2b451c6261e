import { cpSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { type Dialect, type Driver, SqliteDialect, type SqliteDialectConfig, SqliteDriver } from 'kysely';
import { sqliteResultCode } from './sqlite-result-code.ts';

/** An open SQLite file; `close` also removes what was made to read it. */
export type OpenDatabase = { readonly database: DatabaseSync; readonly close: () => void };

/** How long a write waits for those of other processes. */
const BUSY_LIMIT_MS = 10_000;

/** Opens a file to read and write it, and makes it where it is not there. */
export function openToWrite(path: string): OpenDatabase {
  const database = new DatabaseSync(path, { timeout: BUSY_LIMIT_MS });
  try {
    keepInOneFile(database);
    // A transaction that outgrows the cache would lock readers out before it ends.
    database.exec('PRAGMA foreign_keys = ON; PRAGMA cache_spill = OFF;');
    return { database, close: () => database.close() };
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * With a rollback journal, all that was stored is in the one file whenever nobody writes: it can be copied, and read by
 * those who may not write beside it. Files of versions before 0.2 had a write-ahead log.
 */
function keepInOneFile(database: DatabaseSync): void {
  const { journal_mode: mode } = database.prepare('PRAGMA journal_mode').get() ?? {};
  if (mode !== 'wal') return;
  database.exec('PRAGMA busy_timeout = 0;');
  try {
    database.exec('PRAGMA journal_mode = DELETE;');
  } catch {
    // An older version has it open; the next one to open it alone changes it.
  }
  database.exec(`PRAGMA busy_timeout = ${BUSY_LIMIT_MS};`);
}

/** What SQLite keeps beside a file while it is written to, and what a killed process leaves. */
const COMPANIONS = ['-wal', '-shm', '-journal'];

/** Opens a file to read it only, also where nothing beside it may be written. */
export function openToRead(path: string): OpenDatabase {
  if (path === ':memory:') return openToWrite(path);
  try {
    return readOnly(pathToFileURL(path));
  } catch (error) {
    const companions = COMPANIONS.filter((ending) => existsSync(path + ending));
    if (!isReadOnly(error)) throw error;
    return companions.some((ending) => statSync(path + ending).size > 0) ? openCopy(path, companions) : immutable(path);
  }
}

function readOnly(url: URL): OpenDatabase {
  const database = new DatabaseSync(url, { readOnly: true, timeout: BUSY_LIMIT_MS });
  try {
    // Opening reads nothing yet.
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    return { database, close: () => database.close() };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Without looking for what other processes might be writing: nobody can write here. */
function immutable(path: string): OpenDatabase {
  const url = pathToFileURL(path);
  url.search = '?immutable=1';
  return readOnly(url);
}

/** Somebody was killed while writing, and what is left of that cannot be put in order in its own place. */
function openCopy(path: string, companions: readonly string[]): OpenDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-store-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const copy = join(folder, basename(path));
    for (const ending of ['', ...companions.filter((name) => name !== '-shm')]) cpSync(path + ending, copy + ending);
    const { database } = openToWrite(copy);
    return {
      database,
      close: () => {
        database.close();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** SQLite's primary result codes. */
const BUSY = 5;
const READONLY = 8;
const CANTOPEN = 14;

/** SQLite wanted to write to the file, or beside it to read it, and may not. */
export function isReadOnly(error: unknown): boolean {
  const code = sqliteResultCode(error);
  return code === READONLY || code === CANTOPEN;
}

/** Kysely's SQLite dialect over the SQLite that Node brings, so that no native package is needed. */
export function nodeSqliteDialect({ database, close }: OpenDatabase): Dialect {
  const config: SqliteDialectConfig = {
    database: {
      close,
      prepare: (sql) => {
        const statement = database.prepare(sql);
        return {
          reader: statement.columns().length > 0,
          all: (parameters) => statement.all(...values(parameters)),
          run: (parameters) => statement.run(...values(parameters)),
          iterate: (parameters) => statement.iterate(...values(parameters)),
        };
      },
    },
  };
  return new (class extends SqliteDialect {
    override createDriver(): Driver {
      return new ImmediateDriver(config, database);
    }
  })(config);
}

/**
 * A transaction takes the right to write when it begins, and waits for it there: one that reads first and writes later fails
 * when another process has written in between.
 */
class ImmediateDriver extends SqliteDriver {
  readonly #database: DatabaseSync;

  constructor(config: SqliteDialectConfig, database: DatabaseSync) {
    super(config);
    this.#database = database;
  }

  override async beginTransaction(): Promise<void> {
    await beginImmediate(this.#database);
  }
}

const [FIRST_WAIT_MS, LONGEST_WAIT_MS] = [1, 50];

/**
 * Begins a transaction that writes, once nobody else does. SQLite itself would wait without letting anything else run here,
 * also not another transaction of this process that it waits for.
 */
export async function beginImmediate(database: DatabaseSync): Promise<void> {
  const endMs = performance.now() + BUSY_LIMIT_MS;
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
    try {
      database.exec('PRAGMA busy_timeout = 0; BEGIN IMMEDIATE;');
      return;
    } catch (error) {
      if (sqliteResultCode(error) !== BUSY || performance.now() > endMs) throw error;
    } finally {
      database.exec(`PRAGMA busy_timeout = ${BUSY_LIMIT_MS};`);
    }
    await sleep(waitMs);
  }
}

function values(parameters: readonly unknown[]): SQLInputValue[] {
  return parameters.map((value) => {
    if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
      return value;
    if (value instanceof Uint8Array) return value;
    throw new TypeError(`SQLite cannot keep a ${typeof value}`);
  });
}
