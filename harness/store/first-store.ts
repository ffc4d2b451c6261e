import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { parseCalibration } from '#harness/domain/calibration.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { parseRun } from '#harness/domain/run.ts';
import { parseVerdictRecord } from '#harness/domain/verdict-record.ts';
import type { LaunchValuesOf, OnMigrating } from '#harness/ports/store.ts';
import { packBody } from './body.ts';
import { storeCalibrations } from './calibrations.ts';
import { backupOf, copyWhole } from './copy-whole.ts';
import { MIGRATIONS, SQLITE_WORDS, STORE_VERSION } from './migrations.ts';
import { beginImmediate, nodeSqliteDialect, type OpenDatabase, openToWrite } from './node-sqlite.ts';
import { runRows } from './run-rows.ts';
import { storeRun } from './runs.ts';
import type { Tables } from './tables.ts';
import { storeVerdict } from './verdicts.ts';

/** The first one with tables of its own names; files of version 1 say 1, or nothing. */
const SECOND_VERSION = 2;

/** Tables and columns of version 1: one JSON body for each run. */
const FIRST_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  runs: ['id', 'started_at', 'suite_id', 'candidate_label', 'is_complete', 'body'],
  baselines: ['name', 'run_id', 'set_at'],
  calibrations: ['device_id', 'suite_id', 'pass_id', 'metric', 'measured_at', 'body'],
  verdicts: ['run_id', 'baseline_run_id', 'policy', 'body'],
};

/** Whether it has tables of version 1. Throws STORE_INVALID where they are called the same and are others. */
export function refuseOtherColumns(database: DatabaseSync): boolean {
  const tables = firstTables(database);
  for (const table of tables) {
    const expected = FIRST_COLUMNS[table] ?? [];
    const found = database.prepare('SELECT name, "notnull", dflt_value FROM pragma_table_info(?)').all(table);
    const names = new Set(found.map(({ name }) => name));
    const isNeeded = (column: (typeof found)[number]): boolean =>
      column['notnull'] === 1 && column['dflt_value'] === null;
    const unknown = found.filter((column) => isNeeded(column) && !expected.includes(String(column['name'])));
    const wrong = [...expected.filter((name) => !names.has(name)), ...unknown.map(({ name }) => String(name))];
    if (wrong.length === 0) continue;
    const path = database.location() ?? 'This';
    throw new BenchError(
      'STORE_INVALID',
      `${path} is not a store of this version: its table ${table} differs in ${wrong.join(', ')}.`,
      { remedy: 'Use the version of fastvlm-bench that wrote it, or name another file with --store.' },
    );
  }
  return tables.length > 0;
}

function firstTables(database: DatabaseSync): readonly string[] {
  return database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .all()
    .map(({ name }) => String(name))
    .filter((name) => Object.hasOwn(FIRST_COLUMNS, name));
}

/** What each run's values are, and who hears how many runs have moved. */
type Content = { readonly valuesOf: LaunchValuesOf; readonly onMigrating: OnMigrating | undefined };

/**
 * Turns a store of version 1 into one of this version where it lies, in one transaction, with a copy beside it. Whatever
 * interrupts that, the file is a whole store of one version or the other. Another process may have done it since this one looked.
 */
export async function migrateFirstStore(
  path: string,
  database: DatabaseSync,
  kysely: Kysely<Tables>,
  content: Content,
): Promise<'moved' | 'movedByAnother'> {
  // Its references are moved with its tables; SQLite checks them only outside a transaction.
  database.exec('PRAGMA foreign_keys = OFF;');
  await beginImmediate(database);
  try {
    const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
    if (version >= SECOND_VERSION) return 'movedByAnother';
    if (refuseOtherColumns(database)) {
      // From here on nobody else writes, so the copy is all that there was.
      copyWhole(path, backupOf(path, 1));
      await moveRows(database, kysely, content);
    }
    database.exec(`PRAGMA user_version = ${STORE_VERSION}; COMMIT;`);
    return 'moved';
  } finally {
    if (database.isTransaction) database.exec('ROLLBACK;');
    database.exec('PRAGMA foreign_keys = ON;');
  }
}

/** A store of version 1 as one of this version, somewhere else: who only reads changes nothing. */
export async function readFirstStore(path: string, first: DatabaseSync, content: Content): Promise<OpenDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-store-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const copy = join(folder, basename(path));
    first.prepare('VACUUM INTO ?').run(copy);
    const { database } = openToWrite(copy);
    const close = (): void => {
      database.close();
      remove();
    };
    try {
      const kysely = new Kysely<Tables>({ dialect: nodeSqliteDialect({ database, close: () => {} }) });
      database.exec('PRAGMA foreign_keys = OFF; BEGIN;');
      await moveRows(database, kysely, content);
      database.exec(`PRAGMA user_version = ${STORE_VERSION}; COMMIT;`);
    } catch (error) {
      database.close();
      throw error;
    }
    return { database, close };
  } catch (error) {
    remove();
    throw error;
  }
}

async function moveRows(
  database: DatabaseSync,
  kysely: Kysely<Tables>,
  { valuesOf, onMigrating }: Content,
): Promise<void> {
  const tables = firstTables(database);
  for (const table of tables) database.exec(`ALTER TABLE ${table} RENAME TO first_${table};`);
  for (const migrate of MIGRATIONS) await migrate(kysely, SQLITE_WORDS, 'kept');
  const all = function* (table: string): Generator<Readonly<Record<string, unknown>>> {
    if (tables.includes(table)) yield* database.prepare(`SELECT * FROM first_${table} ORDER BY rowid`).iterate();
  };
  const runs = tables.includes('runs') ? database.prepare('SELECT count(*) AS n FROM first_runs').get() : undefined;
  let moved = 0;
  for (const row of all('runs')) {
    await moveRun(row, kysely, valuesOf);
    onMigrating?.((moved += 1), Number(runs?.['n']));
  }
  for (const { name, run_id, set_at } of all('baselines')) {
    const [at, runId] = [String(set_at), String(run_id)];
    await kysely
      .insertInto('baselines')
      .values({ name: String(name), run_id: runId, set_at: at })
      .execute();
    const move = { name: String(name), run_id: runId, moved_at: at, moved_by: null, why: null };
    await kysely.insertInto('baseline_moves').values(move).execute();
  }
  for (const { body } of all('calibrations')) {
    const calibration = readable(() => parseCalibration(JSON.parse(String(body)), 'a calibration'));
    if (calibration !== null) await storeCalibrations(kysely, [calibration]);
  }
  for (const { body } of all('verdicts')) {
    const record = readable(() => parseVerdictRecord(JSON.parse(String(body)), 'a verdict'));
    if (record !== null) await storeVerdict(kysely, record);
  }
  for (const table of tables.toReversed()) database.exec(`DROP TABLE first_${table};`);
}

/** A run whose body cannot be read keeps its place in the list, and the error of whoever loads it. */
async function moveRun(
  row: Readonly<Record<string, unknown>>,
  kysely: Kysely<Tables>,
  valuesOf: LaunchValuesOf,
): Promise<void> {
  const id = String(row['id']);
  const json = readable((): unknown => JSON.parse(String(row['body'])));
  const run = readable(() => parseRun(json, id));
  if (run !== null) {
    // As it was written: what this version does not read of it stays in it.
    await storeRun(kysely, run, runRows(run, json), valuesOf(run));
    return;
  }
  await kysely
    .insertInto('runs')
    .values({
      id,
      started_at: String(row['started_at']),
      ended_at: String(row['started_at']),
      suite_id: String(row['suite_id']),
      suite_version: 0,
      candidate_id: '',
      candidate_label: String(row['candidate_label']),
      baseline_id: null,
      baseline_label: null,
      baseline_run_id: null,
      policy: null,
      source_commit: null,
      source_branch: null,
      pull_request: null,
      provenance: 'virtual',
      is_complete: Number(row['is_complete']),
      launches: 0,
      header: packBody({ unreadable: String(row['body']) }),
    })
    .execute();
}

function readable<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
