import type { Selectable } from 'kysely';
import { BenchError } from '#harness/domain/failure.ts';
import type { BaselineEntry, RunStore } from '#harness/ports/store.ts';
import type { Engine } from './engine.ts';
import { reading, writing } from './reading.ts';
import type { Tables } from './tables.ts';

export function baselineStore(
  engine: Engine,
): Pick<RunStore, 'setBaseline' | 'removeBaseline' | 'baseline' | 'baselines' | 'baselineMoves'> {
  const { database } = engine;
  return {
    setBaseline: async (name, runId, at, { by = null, why = null, expected } = {}) => {
      const setAt = at.toISOString();
      await writing(engine, `The baseline ${name}`, 'no name was changed.', async () =>
        database.transaction().execute(async (transaction) => {
          const row = { run_id: runId, set_at: setAt };
          // Locks the name until the transaction ends.
          const found = await transaction
            .updateTable('baselines')
            .set({ name })
            .where('name', '=', name)
            .returning('run_id')
            .executeTakeFirst();
          if (expected !== undefined) refuseOther(name, expected, found?.run_id ?? null);
          const inserted = await transaction
            .insertInto('baselines')
            .values({ name, ...row })
            .onConflict((conflict) => conflict.column('name').doNothing())
            .executeTakeFirst();
          if (inserted.numInsertedOrUpdatedRows === 0n) {
            // Only where somebody made the name just now can it be there although it was not found.
            if (expected === null) refuseOther(name, null, 'another run');
            await transaction.updateTable('baselines').set(row).where('name', '=', name).execute();
          }
          await transaction
            .insertInto('baseline_moves')
            .values({ name, run_id: runId, moved_at: setAt, moved_by: by, why })
            .execute();
        }),
      );
    },
    removeBaseline: async (name, at, { by = null, why = null } = {}) =>
      writing(engine, `That the baseline ${name} is removed`, 'nothing was removed.', async () => {
        await database.transaction().execute(async (transaction) => {
          const removed = await transaction.deleteFrom('baselines').where('name', '=', name).executeTakeFirst();
          if (removed.numDeletedRows === 0n) return;
          await transaction
            .insertInto('baseline_moves')
            .values({ name, run_id: null, moved_at: at.toISOString(), moved_by: by, why })
            .execute();
        });
      }),
    baseline: async (name) =>
      reading(engine, async () => {
        const row = await database.selectFrom('baselines').selectAll().where('name', '=', name).executeTakeFirst();
        return row === undefined ? null : entryOf(row);
      }),
    baselines: async () =>
      reading(engine, async () => {
        const rows = await database.selectFrom('baselines').selectAll().orderBy('name').execute();
        return rows.map(entryOf);
      }),
    baselineMoves: async (name) =>
      reading(engine, async () => {
        const all = database.selectFrom('baseline_moves').selectAll().orderBy('id');
        const rows = await (name === undefined ? all : all.where('name', '=', name)).execute();
        return rows.map((row) => ({
          name: row.name,
          runId: row.run_id,
          at: row.moved_at,
          by: row.moved_by,
          why: row.why,
        }));
      }),
  };
}

function entryOf(row: Selectable<Tables['baselines']>): BaselineEntry {
  return { name: row.name, runId: row.run_id, setAt: row.set_at };
}

/** Somebody else was quicker: what this change was based on is no longer so. */
function refuseOther(name: string, expected: string | null, found: string | null): void {
  if (expected === found) return;
  const now = found === null ? `there is no baseline ${name}` : `${name} is ${found}`;
  throw new BenchError('USAGE', `The baseline ${name} was not moved: it should be ${expected ?? 'new'}, but ${now}.`, {
    remedy: 'Look at it with: fastvlm-bench baseline list. Then decide again.',
  });
}
