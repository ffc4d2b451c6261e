import { CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely';
import { BenchError } from '#harness/domain/failure.ts';
import type { OnMigrating, StoreAccess } from '#harness/ports/store.ts';
import type { Engine } from './engine.ts';
import { MIGRATIONS, POSTGRES_WORDS, STORE_VERSION } from './migrations.ts';
import { withoutPassword } from './postgres-address.ts';
import { isLostConnection, postgresError } from './postgres-errors.ts';
import { isBodyDamage } from './sqlite-errors.ts';
import type { Tables } from './tables.ts';

/** All tables are in a schema of their own, so that a database may hold other things too. */
const SCHEMA = 'fastvlm_bench';
/** Of the advisory lock that whoever makes or migrates the tables holds. Any number will do, the same in every version. */
const MIGRATION_LOCK = 5_247_001;

const READ_ONLY = 'SET default_transaction_read_only TO on';

const CONNECT_LIMIT_MS = 10_000;
const CONNECTIONS = 4;

/**
 * A store in a PostgreSQL database, whose tables are made if they are not there and the store is to be written to. Throws USAGE
 * for an address that cannot be one or that the server refuses, SCHEMA_TOO_NEW, STORE_READ_ONLY or STORE_FAILED.
 */
export async function openPostgres(address: string, access: StoreAccess, onMigrating?: OnMigrating): Promise<Engine> {
  const name = withoutPassword(address);
  const errorOf: Engine['errorOf'] = (error, what, kept) => postgresError(name, error, what, kept);
  if (!URL.canParse(address)) {
    throw new BenchError('USAGE', 'The address of the store cannot be read.', {
      remedy:
        'Write it as postgres://USER:PASSWORD@HOST:PORT/DATABASE, with special characters of the password as %XX.',
    });
  }
  const database = await connect(address, access);
  try {
    await prepare(database, name, access, onMigrating);
  } catch (error) {
    await database.destroy();
    throw error instanceof BenchError ? error : errorOf(error, `${name} cannot be used as a store`, null);
  }
  return {
    database,
    name,
    isReadOnly: access === 'read',
    errorOf,
    isDamage: isBodyDamage,
    isLostConnection,
    bytes: async () => {
      const size = sql<{ bytes: string | null }>`
        SELECT sum(pg_total_relation_size(c.oid)) AS bytes FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = ${SCHEMA} AND c.relkind = 'r'`;
      const bytes = (await size.execute(database)).rows[0]?.bytes ?? null;
      return bytes === null ? null : Number(bytes);
    },
    // PostgreSQL uses the space of removed rows again by itself.
    shrink: async () => {},
    close: async () => database.destroy(),
  };
}

async function connect(connectionString: string, access: StoreAccess): Promise<Kysely<Tables>> {
  // Loaded only for who has such a store.
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({
    connectionString,
    application_name: 'fastvlm-bench',
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    // Temporary tables of a store that is only read are those of one connection.
    max: access === 'read' ? 1 : CONNECTIONS,
    ...(access === 'read' ? { idleTimeoutMillis: 0 } : {}),
  });
  // A connection that is lost tells it outside of any question too. The question fails, or the next one opens another connection.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const dialect = new PostgresDialect({
    pool,
    onCreateConnection: async (connection) => {
      await connection.executeQuery(CompiledQuery.raw(`SET search_path TO ${SCHEMA}`));
      if (access === 'read') await connection.executeQuery(CompiledQuery.raw(READ_ONLY));
    },
  });
  return new Kysely<Tables>({ dialect });
}

async function prepare(
  database: Kysely<Tables>,
  name: string,
  access: StoreAccess,
  onMigrating: OnMigrating | undefined,
): Promise<void> {
  const version = await versionOf(database);
  if (version > STORE_VERSION) {
    throw new BenchError(
      'SCHEMA_TOO_NEW',
      `${name} is a store of version ${version}; this fastvlm-bench reads versions up to ${STORE_VERSION}.`,
      { remedy: 'Update fastvlm-bench, or name another store with --store.' },
    );
  }
  if (version === STORE_VERSION) return refuseWithoutRights(database, name, access);
  if (access === 'read') {
    if (version > 0) throw olderStore(name, version);
    // Nothing is made by reading. A store that is not there yet is one without entries, for this connection.
    await sql`SET default_transaction_read_only TO off`.execute(database);
    for (const migrate of MIGRATIONS) await migrate(database, POSTGRES_WORDS, 'temporary');
    await sql.raw(READ_ONLY).execute(database);
    return;
  }
  await database.transaction().execute(async (transaction) => {
    await sql`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(transaction);
    await sql`CREATE SCHEMA IF NOT EXISTS ${sql.id(SCHEMA)}`.execute(transaction);
    await sql`CREATE TABLE IF NOT EXISTS store_version (version integer NOT NULL)`.execute(transaction);
    // Another process may have been quicker.
    const found = await sql<{ version: number }>`SELECT version FROM store_version`.execute(transaction);
    const from = found.rows[0]?.version ?? 1;
    for (const migrate of MIGRATIONS.slice(from - 1)) await migrate(transaction, POSTGRES_WORDS, 'kept', onMigrating);
    await sql`DELETE FROM store_version`.execute(transaction);
    await sql`INSERT INTO store_version (version) VALUES (${STORE_VERSION})`.execute(transaction);
  });
}

/** 0 where there is no store yet. */
async function versionOf(database: Kysely<Tables>): Promise<number> {
  const table = sql<{ there: boolean }>`SELECT to_regclass(${`${SCHEMA}.store_version`}) IS NOT NULL AS there`;
  if ((await table.execute(database)).rows[0]?.there !== true) return 0;
  const found = await sql<{ version: number }>`SELECT version FROM store_version`.execute(database);
  return found.rows[0]?.version ?? 0;
}

/** Fails now, not after the measurement, where the user may only read. */
async function refuseWithoutRights(database: Kysely<Tables>, name: string, access: StoreAccess): Promise<void> {
  if (access !== 'write') return;
  const asked = sql<{ may: boolean }>`
    SELECT bool_and(has_table_privilege(format('%I.%I', ${SCHEMA}::text, t), 'INSERT, UPDATE, DELETE'))
      AND NOT pg_is_in_recovery() AND current_setting('default_transaction_read_only') = 'off' AS may
    FROM unnest(ARRAY['runs', 'launches', 'points', 'verdicts']) AS t`;
  if ((await asked.execute(database)).rows[0]?.may === true) return;
  throw new BenchError('STORE_READ_ONLY', `The user of ${name} may only read there.`, {
    remedy: 'Give the user INSERT, UPDATE and DELETE on all tables of the schema fastvlm_bench, or name another store.',
  });
}

function olderStore(name: string, version: number): BenchError {
  return new BenchError('STORE_INVALID', `${name} is a store of version ${version}, which this command cannot read.`, {
    remedy: `Bring it to version ${STORE_VERSION} with: fastvlm-bench store migrate --store ADDRESS`,
  });
}
