import type { Kysely } from 'kysely';
import { isSameData } from '#harness/domain/plain-data.ts';
import { parseRunHeader, type Run } from '#harness/domain/run.ts';
import type { LaunchValue, LaunchValuesOf, RunStore } from '#harness/ports/store.ts';
import { unpackBody } from './body.ts';
import type { Engine } from './engine.ts';
import { inChunks } from './in-chunks.ts';
import { deletePoints, insertPoints } from './points.ts';
import { reading, writing } from './reading.ts';
import { type RunRows, runOf, runRows } from './run-rows.ts';
import type { Tables } from './tables.ts';

/** Tables whose rows belong to one run and to nothing else. */
const PARTS = ['run_devices', 'launches', 'launch_bodies'] as const;

export function runStore(
  engine: Engine,
  valuesOf: LaunchValuesOf,
): Pick<RunStore, 'save' | 'load' | 'header' | 'sessionsOf' | 'lastUse' | 'removeRun'> {
  const { database } = engine;
  const load = async (id: string): Promise<Run | null> =>
    reading(engine, async () => {
      const row = await database
        .selectFrom('runs')
        .select(['header', 'launches'])
        .where('id', '=', id)
        .executeTakeFirst();
      if (row === undefined) return null;
      const bodies = await database.selectFrom('launch_bodies').select('body').where('run_id', '=', id).execute();
      return runOf(
        row.header,
        bodies.map(({ body }) => body),
        row.launches,
        `run ${id} in ${engine.name}`,
      );
    });
  return {
    save: async (run) => {
      const [rows, values] = [runRows(run), valuesOf(run)];
      const as = await writing(engine, `The run ${run.id}`, 'the run itself is in its folder.', async () =>
        database.transaction().execute(async (transaction) => storeRun(transaction, run, rows, values)),
      );
      if (as !== 'kept') return as;
      const known = await load(run.id);
      if (isSameData(known, run)) return 'known';
      if (known === null || !hasGainedSession(known, run)) return 'differs';
      await writing(engine, `The run ${run.id}`, 'the run itself is in its folder.', async () =>
        database
          .updateTable('runs')
          .set({ header: rows.run.header, ended_at: rows.run.ended_at })
          .where('id', '=', run.id)
          .execute(),
      );
      return 'replaced';
    },
    load,
    header: async (id) =>
      reading(engine, async () => {
        const row = await database.selectFrom('runs').select('header').where('id', '=', id).executeTakeFirst();
        return row === undefined ? null : parseRunHeader(unpackBody(row.header), `run ${id} in ${engine.name}`);
      }),
    sessionsOf: async (buildId, suiteId) =>
      reading(engine, async () => {
        const rows = await database
          .selectFrom('runs')
          .select('id')
          .where('suite_id', '=', suiteId)
          .where('candidate_id', '=', buildId)
          .orderBy('started_at', 'desc')
          .execute();
        return rows.map(({ id }) => id);
      }),
    lastUse: async (deviceIds) =>
      reading(engine, async () => {
        if (deviceIds.length === 0) return new Map();
        const rows = await database
          .selectFrom('run_devices')
          .innerJoin('runs', 'runs.id', 'run_devices.run_id')
          .select(['run_devices.device_id', (of) => of.fn.max('runs.ended_at').as('ended_at')])
          .where('run_devices.device_id', 'in', [...deviceIds])
          .groupBy('run_devices.device_id')
          .execute();
        return new Map(rows.map(({ device_id: deviceId, ended_at: endedAt }) => [deviceId, endedAt]));
      }),
    removeRun: async (id) =>
      writing(engine, `That the run ${id} is removed`, 'nothing was removed.', async () => {
        await database.transaction().execute(async (transaction) => {
          for (const table of ['comparisons', 'waived', 'verdicts'] as const)
            await transaction.deleteFrom(table).where('run_id', '=', id).execute();
          await deleteParts(transaction, id);
          await transaction.deleteFrom('runs').where('id', '=', id).execute();
        });
      }),
  };
}

/** Whether a run is what was stored, and has beside it a second session that was not there, or more of one that was not complete. */
function hasGainedSession({ secondSession: before, ...known }: Run, { secondSession: now, ...run }: Run): boolean {
  if (now === undefined || before?.isComplete === true || !isSameData(known, run)) return false;
  return before === undefined || now.isComplete || now.launches.length > before.launches.length;
}

/** What became of the rows of a run; `kept` is what was there before, as it was complete. */
type Stored = 'added' | 'replaced' | 'kept';

/** All rows of a run; the caller begins and ends the transaction. */
export async function storeRun(
  transaction: Kysely<Tables>,
  run: Run,
  rows: RunRows,
  values: readonly LaunchValue[],
): Promise<Stored> {
  const as = await claim(transaction, rows.run);
  if (as === 'kept') return as;
  if (as === 'replaced') await deleteParts(transaction, run.id);
  await insertParts(transaction, rows);
  await insertPoints(transaction, run, values);
  return as;
}

/**
 * Takes the run's place in the list of runs, which locks it until the transaction ends. A complete run stays as it is, so that
 * what was judged once can be judged again; only a second session may come to it.
 */
async function claim(transaction: Kysely<Tables>, row: RunRows['run']): Promise<Stored> {
  const inserted = await transaction
    .insertInto('runs')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows === 1n) return 'added';
  const { id, ...rest } = row;
  const updated = await transaction
    .updateTable('runs')
    .set(rest)
    .where('id', '=', id)
    .where('is_complete', '=', 0)
    .executeTakeFirst();
  return updated.numUpdatedRows === 1n ? 'replaced' : 'kept';
}

async function insertParts(transaction: Kysely<Tables>, rows: RunRows): Promise<void> {
  await inChunks(rows.devices, async (chunk) => {
    await transaction
      .insertInto('run_devices')
      .values([...chunk])
      .execute();
  });
  await inChunks(rows.launches, async (chunk) => {
    await transaction
      .insertInto('launches')
      .values([...chunk])
      .execute();
  });
  await inChunks(rows.bodies, async (chunk) => {
    await transaction
      .insertInto('launch_bodies')
      .values([...chunk])
      .execute();
  });
}

async function deleteParts(transaction: Kysely<Tables>, runId: string): Promise<void> {
  await deletePoints(transaction, runId);
  for (const table of PARTS) await transaction.deleteFrom(table).where('run_id', '=', runId).execute();
}
