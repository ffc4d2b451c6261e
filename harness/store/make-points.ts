import { type Kysely, sql, type Transaction } from 'kysely';
import type { OnMigrating } from '#harness/ports/store.ts';
import { inChunks } from './in-chunks.ts';
import type { SqlWords, TableMode } from './migration.ts';
import { pointRow } from './point-row.ts';
import type { Tables } from './tables.ts';

/** How version 2 kept values: each in a row of its own. */
type SecondTables = Tables & {
  launch_values: { lane_id: number; run_id: string; device_id: string; arm: string; block: number; value: number };
};

/**
 * From version 2 to 3: the values of a launch group become one row, with the number that a page of many series shows. Where
 * tables are temporary the old one stays.
 */
export async function makePoints(
  database: Kysely<Tables> | Transaction<Tables>,
  words: SqlWords,
  mode: TableMode,
  onMigrating: OnMigrating = () => {},
): Promise<void> {
  const second = database as Kysely<SecondTables>;
  await createPoints(database, words, mode);
  const lanes = await second.selectFrom('lanes').select(['id', 'metric']).orderBy('id').execute();
  // A lane at a time: a store may hold more values than memory does.
  for (const [index, { id, metric }] of lanes.entries()) {
    const values = await second
      .selectFrom('launch_values')
      .select(['run_id', 'device_id', 'arm', 'block', 'value'])
      .where('lane_id', '=', id)
      .execute();
    const groups = Map.groupBy(values, (row) => JSON.stringify([row.run_id, row.device_id, row.arm]));
    const rows = [...groups.values()].flatMap((own) => {
      const [first] = own;
      if (first === undefined) return [];
      const key = { lane_id: id, run_id: first.run_id, device_id: first.device_id, arm: first.arm };
      return pointRow(key, metric, own) ?? [];
    });
    await inChunks(rows, async (chunk) => {
      await second
        .insertInto('points')
        .values([...chunk])
        .execute();
    });
    onMigrating(index + 1, lanes.length);
  }
  if (mode === 'kept') await second.schema.dropTable('launch_values').execute();
}

async function createPoints({ schema }: Kysely<Tables>, words: SqlWords, mode: TableMode): Promise<void> {
  const isKept = mode === 'kept';
  const table = isKept ? schema.createTable('points') : schema.createTable('points').temporary();
  const made = table
    // A temporary table cannot refer to one that is kept.
    .addColumn('lane_id', 'integer', (column) => (isKept ? column.notNull().references('lanes.id') : column.notNull()))
    .addColumn('run_id', 'text', (column) => (isKept ? column.notNull().references('runs.id') : column.notNull()))
    .addColumn('device_id', 'text', (column) => column.notNull())
    .addColumn('arm', 'text', (column) => column.notNull())
    .addColumn('launches', 'integer', (column) => column.notNull())
    .addColumn('level', 'double precision', (column) => column.notNull())
    .addColumn('packed', words.bytes, (column) => column.notNull())
    .addPrimaryKeyConstraint('point', ['lane_id', 'run_id', 'device_id', 'arm']);
  await (words.isTableItsKey ? made.modifyEnd(sql`WITHOUT ROWID`) : made).execute();
}
