import type { LaunchValuesOf, OnMigrating, RunStore, StoreAccess } from '#harness/ports/store.ts';
import { isPostgresAddress, refuseOtherAddress } from './postgres-address.ts';
import { sqlStore } from './sql-store.ts';

/** The store at a path (SQLite) or at an address (PostgreSQL). Throws as `openSqlite` and `openPostgres` do. */
export async function openStore(
  place: string,
  access: StoreAccess,
  valuesOf: LaunchValuesOf,
  onMigrating?: OnMigrating,
): Promise<RunStore> {
  refuseOtherAddress(place);
  // Each engine is loaded only for who uses it.
  if (isPostgresAddress(place)) {
    const { openPostgres } = await import('./postgres.ts');
    return sqlStore(await openPostgres(place, access, onMigrating), valuesOf);
  }
  const { openSqlite } = await import('./sqlite.ts');
  return sqlStore(await openSqlite(place, access, valuesOf, onMigrating), valuesOf);
}
