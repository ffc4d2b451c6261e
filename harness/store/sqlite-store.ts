import { sql } from 'kysely';
import { parseCalibration } from '#harness/domain/calibration.ts';
import { parseRun } from '#harness/domain/run.ts';
import { parseVerdictRecord } from '#harness/domain/verdict-record.ts';
import { shellWord } from '#harness/text/shell-word.ts';
import type { RunStore, StoreAccess } from '#harness/ports.ts';
import { listRuns } from './list-runs.ts';
import { openDatabase, storeError } from './open-database.ts';
import { reading } from './reading.ts';
import { calibrationRow, runRow, type Tables, verdictRow } from './tables.ts';

/**
 * Everything that is kept, in one SQLite file, which is made if it is not there and is to be written to. Throws
 * STORE_INVALID when the file is something else and SCHEMA_TOO_NEW when it is of a later version.
 */
export async function openSqliteStore(path: string, access: StoreAccess = 'write'): Promise<RunStore> {
  const database = await openDatabase(path, access);
  return {
    save: async (run) => {
      const { is_complete, body, ...row } = runRow(run);
      const insert = database
        .insertInto('runs')
        .values({ ...row, is_complete, body })
        .onConflict((conflict) =>
          conflict.column('id').doUpdateSet({ is_complete, body }).where('runs.is_complete', '=', 0),
        );
      await kept(insert.execute(), `The run ${run.id}`, path, 'the run itself is in its folder.');
    },
    load: async (id) =>
      reading(path, async () => {
        const row = await database.selectFrom('runs').select('body').where('id', '=', id).executeTakeFirst();
        return row === undefined ? null : parseRun(JSON.parse(row.body), `run ${id} in ${path}`);
      }),
    list: async () => reading(path, async () => listRuns(database)),
    sessionsOf: async (buildId, suiteId) =>
      reading(path, async () => {
        const rows = await database
          .selectFrom('runs')
          .select('id')
          .where('suite_id', '=', suiteId)
          .where(sql<string>`json_extract(body, '$.candidate.id')`, '=', buildId)
          .orderBy('started_at', 'desc')
          .execute();
        return rows.map(({ id }) => id);
      }),
    setBaseline: async (name, runId, at) => {
      const row = { name, run_id: runId, set_at: at.toISOString() };
      await database
        .insertInto('baselines')
        .values(row)
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ run_id: row.run_id, set_at: row.set_at }))
        .execute();
    },
    removeBaseline: async (name) => {
      await database.deleteFrom('baselines').where('name', '=', name).execute();
    },
    removeRun: async (id) => {
      await database.transaction().execute(async (transaction) => {
        await transaction.deleteFrom('verdicts').where('run_id', '=', id).execute();
        await transaction.deleteFrom('runs').where('id', '=', id).execute();
      });
    },
    baseline: async (name) =>
      reading(path, async () => {
        const row = await database.selectFrom('baselines').selectAll().where('name', '=', name).executeTakeFirst();
        return row === undefined ? null : { name: row.name, runId: row.run_id, setAt: row.set_at };
      }),
    baselines: async () =>
      reading(path, async () => {
        const rows = await database.selectFrom('baselines').selectAll().orderBy('name').execute();
        return rows.map((row) => ({ name: row.name, runId: row.run_id, setAt: row.set_at }));
      }),
    saveCalibrations: async (calibrations) => {
      if (calibrations.length === 0) return;
      const insert = database
        .insertInto('calibrations')
        .values(calibrations.map(calibrationRow))
        .onConflict((conflict) =>
          conflict
            .columns(['device_id', 'suite_id', 'pass_id', 'metric', 'measured_at'])
            .doUpdateSet((row) => ({ body: row.ref('excluded.body') })),
        );
      const runIds = new Set(calibrations.flatMap((calibration) => calibration.runIds));
      const remedy = `its runs are kept: fastvlm-bench calibrate --from ${[...runIds].join(' ')} --store ${shellWord(path)}`;
      await kept(insert.execute(), 'The calibration', path, remedy);
    },
    calibrations: async ({ deviceIds, suiteId, isHistoryWanted = false }) =>
      reading(path, async () => {
        let query = database.selectFrom('calibrations').selectAll().orderBy('measured_at', 'desc');
        if (deviceIds !== undefined) query = query.where('device_id', 'in', [...deviceIds]);
        if (suiteId !== undefined) query = query.where('suite_id', '=', suiteId);
        const rows = await query.execute();
        const wanted = isHistoryWanted ? rows : newest(rows);
        return wanted.map(({ body }) => parseCalibration(JSON.parse(body), `a calibration in ${path}`));
      }),
    saveVerdicts: async (record) => {
      const row = verdictRow(record);
      const insert = database
        .insertInto('verdicts')
        .values(row)
        .onConflict((conflict) =>
          conflict.columns(['run_id', 'baseline_run_id', 'policy']).doUpdateSet({ body: row.body }),
        );
      const remedy = `judge the run again with: fastvlm-bench report ${record.runId} --store ${shellWord(path)}`;
      await kept(insert.execute(), `The verdict on ${record.runId}`, path, remedy);
    },
    verdicts: async (runId) =>
      reading(path, async () => {
        const rows = await database
          .selectFrom('verdicts')
          .select('body')
          .where('run_id', '=', runId)
          .orderBy('baseline_run_id')
          .orderBy('policy')
          .execute();
        const source = `the verdict on ${runId} in ${path}`;
        return rows.map(({ body }) =>
          parseVerdictRecord(JSON.parse(body), source, `${runId} --store ${shellWord(path)}`),
        );
      }),
    close: async () => database.destroy(),
  };
}

/** Runs a write, and says what was not kept, and what to do about it, when it failed. */
async function kept(write: Promise<unknown>, what: string, path: string, remedy: string): Promise<void> {
  try {
    await write;
  } catch (error) {
    throw storeError(error, `${what} could not be stored in ${path}`, remedy);
  }
}

/** The first of each device, suite, pass and metric. */
function newest(rows: readonly Tables['calibrations'][]): readonly Tables['calibrations'][] {
  const first = new Map<string, Tables['calibrations']>();
  for (const row of rows) {
    const key = JSON.stringify([row.device_id, row.suite_id, row.pass_id, row.metric]);
    if (!first.has(key)) first.set(key, row);
  }
  return [...first.values()];
}
