import type { LaunchValuesOf, RunStore, StoreAccess } from '#harness/ports/store.ts';
import { sqlStore } from './sql-store.ts';
import { openSqlite } from './sqlite.ts';

const NO_VALUES: LaunchValuesOf = () => [];

/** Everything that is kept, in one SQLite file; see `openSqlite`. */
export async function openSqliteStore(
  path: string,
  access: StoreAccess = 'write',
  valuesOf: LaunchValuesOf = NO_VALUES,
): Promise<RunStore> {
  return sqlStore(await openSqlite(path, access, valuesOf), valuesOf);
}
