import type { Kysely, Transaction } from 'kysely';
import type { SqlWords, TableMode } from './migration.ts';
import type { Tables } from './tables.ts';
import { VERDICT_KEY } from './verdict-key.ts';

/** From version 3 to 4: which verdicts rest on waivers. Records of before do not say so, so none of theirs has a row. */
export async function makeWaived(
  { schema }: Kysely<Tables> | Transaction<Tables>,
  _words: SqlWords,
  mode: TableMode,
): Promise<void> {
  const table = mode === 'temporary' ? schema.createTable('waived').temporary() : schema.createTable('waived');
  await table
    .addColumn('run_id', 'text', (column) => column.notNull())
    .addColumn('baseline_run_id', 'text', (column) => column.notNull())
    .addColumn('policy', 'text', (column) => column.notNull())
    .addColumn('findings', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('waived_verdict', VERDICT_KEY)
    .execute();
}
