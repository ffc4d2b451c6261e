import { BenchError } from '#harness/domain/failure.ts';
import { systemErrorCode } from '#harness/domain/system-error.ts';

/** Codes of PostgreSQL (appendix A of its manual), and of the system when it could not be reached. */
const REFUSED_CREDENTIALS = new Set(['28P01', '28000']);
const NO_DATABASE = '3D000';
const MAY_NOT = new Set(['42501', '25006']);
const FULL = new Set(['53100', '54000']);
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
]);
/** The server was stopped or crashed, or ended this connection. */
const ENDED = new Set(['57P01', '57P02', '57P03', '08006', '08003', '08001', 'ECONNRESET', 'EPIPE']);

/** An error of PostgreSQL, or of the way to it, as a person meets it; `name` is the address without its password. */
export function postgresError(name: string, error: unknown, what: string, kept: string | null): BenchError {
  const code = systemErrorCode(error) ?? '';
  const also = kept === null ? '' : `; ${kept}`;
  const made = (failure: 'STORE_FAILED' | 'STORE_READ_ONLY' | 'DISK_FULL' | 'USAGE', reason: string, remedy: string) =>
    new BenchError(failure, `${what}: ${reason}.`, { remedy: `${remedy}${also}`, cause: withoutSecrets(error) });
  if (REFUSED_CREDENTIALS.has(code)) {
    return made('USAGE', 'the server refuses the user or the password', 'Correct the address, or set PGPASSWORD');
  }
  if (NO_DATABASE === code) {
    return made('USAGE', 'there is no database of that name', 'Make it with createdb, or correct the address');
  }
  if (MAY_NOT.has(code)) {
    return made(
      'STORE_READ_ONLY',
      'its user may not do that',
      'Give the user the right to, or name another store with --store',
    );
  }
  if (FULL.has(code))
    return made('DISK_FULL', 'the disk of the server is full', 'Make room there, then run the command again');
  if (UNREACHABLE.has(code)) {
    return made('STORE_FAILED', `there is no server at ${name}`, 'Start it, or correct the address');
  }
  if (isLostConnection(error)) {
    return made('STORE_FAILED', 'the server ended the connection', 'Run the command again when the server is back');
  }
  const message = error instanceof Error ? error.message : String(error);
  return made('STORE_FAILED', message, 'Name another store with --store, or look into the log of the server');
}

export function isLostConnection(error: unknown): boolean {
  const message = error instanceof Error ? error.message : '';
  return ENDED.has(systemErrorCode(error) ?? '') || message.startsWith('Connection terminated');
}

/** The driver attaches its client, and with that the password, to some errors; a stack that is printed must not show it. */
function withoutSecrets(error: unknown): Error {
  const known = error instanceof Error ? error : new Error(String(error));
  const plain = new Error(known.message);
  if (known.stack !== undefined) plain.stack = known.stack;
  return plain;
}
