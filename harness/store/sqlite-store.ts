import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Kysely } from 'kysely';
import { BenchError } from '#harness/domain/failure.ts';
import { parseRun, type Run } from '#harness/domain/run.ts';
import type { RunStore } from '#harness/ports.ts';
import { nodeSqliteDialect } from './node-sqlite.ts';

type Tables = {
  runs: {
    id: string;
    started_at: string;
    suite_id: string;
    candidate_label: string;
    is_complete: number;
    body: string;
  };
  baselines: { name: string; run_id: string; set_at: string };
};

/** Runs and baselines in one SQLite file, made if it is not there. Throws STORE_INVALID when the file is something else. */
export async function openSqliteStore(path: string): Promise<RunStore> {
  const database = await openDatabase(path);
  return {
    save: async (run) => {
      const insert = database
        .insertInto('runs')
        .values(rowOf(run))
        .onConflict((conflict) => conflict.column('id').doNothing());
      await insert.execute().catch((error: unknown) => {
        throw notSaved(run, path, error);
      });
    },
    load: async (id) => {
      const row = await database.selectFrom('runs').select('body').where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : parseRun(JSON.parse(row.body), `run ${id} in ${path}`);
    },
    list: async () => {
      const rows = await database
        .selectFrom('runs')
        .select(['id', 'started_at', 'suite_id', 'candidate_label', 'is_complete'])
        .orderBy('started_at', 'desc')
        .execute();
      return rows.map((row) => ({
        id: row.id,
        startedAt: row.started_at,
        suiteId: row.suite_id,
        candidateLabel: row.candidate_label,
        isComplete: row.is_complete === 1,
      }));
    },
    setBaseline: async (name, runId, at) => {
      const row = { name, run_id: runId, set_at: at.toISOString() };
      await database
        .insertInto('baselines')
        .values(row)
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ run_id: row.run_id, set_at: row.set_at }))
        .execute();
    },
    baseline: async (name) => {
      const row = await database.selectFrom('baselines').selectAll().where('name', '=', name).executeTakeFirst();
      return row === undefined ? null : { name: row.name, runId: row.run_id, setAt: row.set_at };
    },
    baselines: async () => {
      const rows = await database.selectFrom('baselines').selectAll().orderBy('name').execute();
      return rows.map((row) => ({ name: row.name, runId: row.run_id, setAt: row.set_at }));
    },
    close: async () => database.destroy(),
  };
}

async function openDatabase(path: string): Promise<Kysely<Tables>> {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const database = new Kysely<Tables>({ dialect: nodeSqliteDialect(path) });
    await createTables(database);
    return database;
  } catch (error) {
    throw new BenchError(
      'STORE_INVALID',
      `${path} cannot be used as a store: ${error instanceof Error ? error.message : String(error)}.`,
      {
        remedy: 'Name another file with --store, or move that one away.',
        cause: error,
      },
    );
  }
}

function notSaved(run: Run, path: string, error: unknown): BenchError {
  const reason = error instanceof Error ? error.message : String(error);
  return new BenchError('DISK_FULL', `The run ${run.id} could not be stored in ${path}: ${reason}.`, {
    remedy: 'Make room there, or name another file with --store; the run is in its folder: fastvlm-bench report FOLDER',
    cause: error,
  });
}

async function createTables(database: Kysely<Tables>): Promise<void> {
  await database.schema
    .createTable('runs')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('started_at', 'text', (column) => column.notNull())
    .addColumn('suite_id', 'text', (column) => column.notNull())
    .addColumn('candidate_label', 'text', (column) => column.notNull())
    .addColumn('is_complete', 'integer', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .execute();
  await database.schema
    .createTable('baselines')
    .ifNotExists()
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('run_id', 'text', (column) => column.notNull().references('runs.id'))
    .addColumn('set_at', 'text', (column) => column.notNull())
    .execute();
}

function rowOf(run: Run): Tables['runs'] {
  return {
    id: run.id,
    started_at: run.startedAt,
    suite_id: run.suite.id,
    candidate_label: run.candidate.label,
    is_complete: run.isComplete ? 1 : 0,
    body: JSON.stringify(run),
  };
}
