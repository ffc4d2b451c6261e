import { BenchError } from '#harness/domain/failure.ts';

/** Whether a store is named by the address of a PostgreSQL database and not by the path of a file. */
export function isPostgresAddress(store: string): boolean {
  return /^\s*postgres(?:ql)?:\/\//i.test(store);
}

/** The other ways to write where a database is: those of libpq (`host=… dbname=…`), of JDBC, and addresses of other databases. */
const OTHER_ADDRESS =
  /^\s*(?:(?:host|hostaddr|port|dbname|user|password|passfile|service|sslmode)\s*=|jdbc:|[a-z][a-z0-9+.-]*:\/\/)/i;

/** Whether it is meant as the address of a database and is none that is read. */
export function isOtherAddress(store: string): boolean {
  return !isPostgresAddress(store) && OTHER_ADDRESS.test(store);
}

/** Throws USAGE for such an address. It may hold a password, so it is not printed. */
export function refuseOtherAddress(store: string): void {
  if (!isOtherAddress(store)) return;
  throw new BenchError('USAGE', 'The store is neither a file nor a postgres:// address.', {
    remedy:
      'Write a database as postgres://USER@HOST:PORT/DATABASE, with its password in PGPASSWORD; or name an SQLite file.',
  });
}

/** The address as it may be printed. */
export function withoutPassword(address: string): string {
  if (!URL.canParse(address)) return 'that address';
  const url = new URL(address);
  url.password = '';
  const secret = [...url.searchParams.keys()].filter((key) => /password/i.test(key));
  for (const key of secret) url.searchParams.delete(key);
  return url.href;
}
