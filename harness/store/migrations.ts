import { type Kysely, sql, type Transaction } from 'kysely';
import { makePoints } from './make-points.ts';
import { makeWaived } from './make-waived.ts';
import type { Migration, SqlWords, TableMode } from './migration.ts';
import type { Tables } from './tables.ts';
import { VERDICT_KEY } from './verdict-key.ts';

/**
 * The version of a store is the number of these that were applied to it, plus one: version 1 is that of fastvlm-bench 0.1,
 * whose tables `first-store.ts` reads. Kysely's Migrator is not used: on SQLite it would leave a half-migrated file when it is
 * killed, as it runs no transaction there.
 */
export const MIGRATIONS: readonly Migration[] = [createTables, makePoints, makeWaived];

/** The version that this harness writes; it opens older ones. */
export const STORE_VERSION = MIGRATIONS.length + 1;

async function createTables(
  database: Kysely<Tables> | Transaction<Tables>,
  words: SqlWords,
  mode: TableMode,
): Promise<void> {
  const { schema } = database;
  const table = (name: keyof Tables | 'launch_values') =>
    mode === 'temporary' ? schema.createTable(name).temporary() : schema.createTable(name);
  await table('runs')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('started_at', 'text', (column) => column.notNull())
    .addColumn('ended_at', 'text', (column) => column.notNull())
    .addColumn('suite_id', 'text', (column) => column.notNull())
    .addColumn('suite_version', 'integer', (column) => column.notNull())
    .addColumn('candidate_id', 'text', (column) => column.notNull())
    .addColumn('candidate_label', 'text', (column) => column.notNull())
    .addColumn('baseline_id', 'text')
    .addColumn('baseline_label', 'text')
    .addColumn('baseline_run_id', 'text')
    .addColumn('policy', 'text')
    .addColumn('source_commit', 'text')
    .addColumn('source_branch', 'text')
    .addColumn('pull_request', 'integer')
    .addColumn('provenance', 'text', (column) => column.notNull())
    .addColumn('is_complete', 'integer', (column) => column.notNull())
    .addColumn('launches', 'integer', (column) => column.notNull())
    .addColumn('header', words.bytes, (column) => column.notNull())
    .execute();
  await table('run_devices')
    .addColumn('run_id', 'text', (column) => column.notNull().references('runs.id'))
    .addColumn('device_id', 'text', (column) => column.notNull())
    .addColumn('device_model', 'text', (column) => column.notNull())
    .addColumn('os_build', 'text', (column) => column.notNull())
    .addColumn('provenance', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('run_device', ['run_id', 'device_id'])
    .execute();
  await table('launches')
    .addColumn('run_id', 'text', (column) => column.notNull().references('runs.id'))
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('device_id', 'text', (column) => column.notNull())
    .addColumn('pass_id', 'text', (column) => column.notNull())
    .addColumn('arm', 'text', (column) => column.notNull())
    .addColumn('block', 'integer', (column) => column.notNull())
    .addColumn('attempt', 'integer', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('since_install', 'integer')
    .addPrimaryKeyConstraint('launch', ['run_id', 'position'])
    .execute();
  await table('launch_bodies')
    .addColumn('run_id', 'text', (column) => column.notNull().references('runs.id'))
    .addColumn('device_id', 'text', (column) => column.notNull())
    .addColumn('pass_id', 'text', (column) => column.notNull())
    .addColumn('body', words.bytes, (column) => column.notNull())
    .addPrimaryKeyConstraint('launch_body', ['run_id', 'device_id', 'pass_id'])
    .execute();
  await table('lanes')
    .addColumn('id', words.counter, (column) => column.primaryKey())
    .addColumn('device_model', 'text', (column) => column.notNull())
    .addColumn('provenance', 'text', (column) => column.notNull())
    .addColumn('suite_id', 'text', (column) => column.notNull())
    .addColumn('suite_version', 'integer', (column) => column.notNull())
    .addColumn('pass_id', 'text', (column) => column.notNull())
    .addColumn('workload', 'text', (column) => column.notNull())
    .addColumn('metric', 'text', (column) => column.notNull())
    .addUniqueConstraint('lane', LANE_KEY)
    .execute();
  const values = table('launch_values')
    .addColumn('lane_id', 'integer', (column) => column.notNull().references('lanes.id'))
    .addColumn('run_id', 'text', (column) => column.notNull().references('runs.id'))
    .addColumn('device_id', 'text', (column) => column.notNull())
    .addColumn('arm', 'text', (column) => column.notNull())
    .addColumn('block', 'integer', (column) => column.notNull())
    .addColumn('value', 'double precision', (column) => column.notNull());
  if (words.isTableItsKey) {
    await values
      .addPrimaryKeyConstraint('launch_value', VALUE_KEY)
      .modifyEnd(sql`WITHOUT ROWID`)
      .execute();
  } else {
    await values.execute();
    const key = sql.join(VALUE_KEY.map((column) => sql.ref(column)));
    await sql`ALTER TABLE launch_values ADD CONSTRAINT launch_value PRIMARY KEY (${key}) INCLUDE (value)`.execute(
      database,
    );
  }
  await table('baselines')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('run_id', 'text', (column) => column.notNull().references('runs.id'))
    .addColumn('set_at', 'text', (column) => column.notNull())
    .execute();
  await table('baseline_moves')
    .addColumn('id', words.counter, (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('run_id', 'text')
    .addColumn('moved_at', 'text', (column) => column.notNull())
    .addColumn('moved_by', 'text')
    .addColumn('why', 'text')
    .execute();
  await table('calibrations')
    .addColumn('device_id', 'text', (column) => column.notNull())
    .addColumn('suite_id', 'text', (column) => column.notNull())
    .addColumn('pass_id', 'text', (column) => column.notNull())
    .addColumn('metric', 'text', (column) => column.notNull())
    .addColumn('measured_at', 'text', (column) => column.notNull())
    .addColumn('body', words.bytes, (column) => column.notNull())
    .addPrimaryKeyConstraint('calibration', CALIBRATION_KEY)
    .execute();
  await table('verdicts')
    .addColumn('run_id', 'text', (column) => column.notNull())
    .addColumn('baseline_run_id', 'text', (column) => column.notNull())
    .addColumn('policy', 'text', (column) => column.notNull())
    .addColumn('judged_at', 'text', (column) => column.notNull())
    .addColumn('decision', 'text', (column) => column.notNull())
    .addColumn('body', words.bytes, (column) => column.notNull())
    .addPrimaryKeyConstraint('verdict', VERDICT_KEY)
    .execute();
  await table('comparisons')
    .addColumn('run_id', 'text', (column) => column.notNull())
    .addColumn('baseline_run_id', 'text', (column) => column.notNull())
    .addColumn('policy', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('pass_id', 'text', (column) => column.notNull())
    .addColumn('metric', 'text', (column) => column.notNull())
    .addColumn('verdict', 'text', (column) => column.notNull())
    .addColumn('estimate', 'double precision')
    .addColumn('low', 'double precision')
    .addColumn('high', 'double precision')
    .addColumn('margin', 'double precision')
    .addPrimaryKeyConstraint('comparison', [...VERDICT_KEY, 'subject', 'pass_id', 'metric'])
    .execute();
  await schema.createIndex('runs_by_candidate').on('runs').columns(['candidate_id', 'suite_id']).execute();
}

const VALUE_KEY: ('lane_id' | 'run_id' | 'device_id' | 'arm' | 'block')[] = [
  'lane_id',
  'run_id',
  'device_id',
  'arm',
  'block',
];

export const LANE_KEY: Exclude<keyof Tables['lanes'], 'id'>[] = [
  'device_model',
  'provenance',
  'suite_id',
  'suite_version',
  'pass_id',
  'workload',
  'metric',
];

export const CALIBRATION_KEY: (keyof Tables['calibrations'])[] = [
  'device_id',
  'suite_id',
  'pass_id',
  'metric',
  'measured_at',
];

export const SQLITE_WORDS: SqlWords = { bytes: sql`blob`, counter: sql`integer`, isTableItsKey: true };
export const POSTGRES_WORDS: SqlWords = {
  bytes: sql`bytea`,
  counter: sql`integer generated by default as identity`,
  isTableItsKey: false,
};
