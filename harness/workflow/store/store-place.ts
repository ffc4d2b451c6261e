import { resolve } from 'node:path';
import {
  isOtherAddress,
  isPostgresAddress,
  refuseOtherAddress,
  withoutPassword,
} from '#harness/store/postgres-address.ts';

/** Where a store lies: the address of a database as it is, the path of a file from the working folder. Throws USAGE for others. */
export function storePlace(store: string, cwd: string): string {
  refuseOtherAddress(store);
  return isPostgresAddress(store) ? store : resolve(cwd, store);
}

/** How a command names it. A password is left out: it comes from PGPASSWORD or a password file. */
export function shownPlace(place: string): string {
  if (isPostgresAddress(place)) return withoutPassword(place);
  return isOtherAddress(place) ? 'that address' : place;
}

/** Whether a store is named by an address, of whatever kind, and not by a path. */
export function isStoreAddress(place: string): boolean {
  return isPostgresAddress(place) || isOtherAddress(place);
}
