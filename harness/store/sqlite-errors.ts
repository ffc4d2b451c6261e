import { BenchError } from '#harness/domain/failure.ts';
import { systemErrorCode } from '#harness/domain/system-error.ts';
import { sqliteResultCode } from './sqlite-result-code.ts';

const SQLITE_BUSY = 5;
const SQLITE_READONLY = 8;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;

/** An error of SQLite as a person meets it. `kept` says where what could not be stored is to be found; null for nothing. */
export function sqliteError(error: unknown, what: string, kept: string | null): BenchError {
  const code = sqliteResultCode(error);
  const system = systemErrorCode(error);
  const also = kept === null ? '' : `; ${kept}`;
  if (code === SQLITE_FULL || system === 'ENOSPC') {
    const remedy = `Make room there, or name another file with --store${also}`;
    return new BenchError('DISK_FULL', `${what}: the disk is full.`, { remedy, cause: error });
  }
  if (code === SQLITE_READONLY || (kept !== null && code === SQLITE_CANTOPEN)) {
    const remedy = `Name a file that you may write to with --store${also}`;
    return new BenchError('STORE_READ_ONLY', `${what}: you may not write there.`, { remedy, cause: error });
  }
  const reason =
    code === SQLITE_BUSY
      ? 'another process wrote to it for too long'
      : error instanceof Error
        ? error.message
        : String(error);
  const remedy =
    kept === null ? 'Name another file with --store, or move this one away.' : `Name another file with --store${also}`;
  return new BenchError(kept === null ? 'STORE_INVALID' : 'STORE_FAILED', `${what}: ${reason}.`, {
    remedy,
    cause: error,
  });
}

/** Whether reading failed because of what is in the file, and not because another process writes to it. */
export function isSqliteDamage(error: unknown): boolean {
  const code = sqliteResultCode(error);
  if (code !== null) return code !== SQLITE_BUSY;
  return isBodyDamage(error);
}

/** What zlib and JSON.parse throw of a body that was changed or cut off. */
export function isBodyDamage(error: unknown): boolean {
  return error instanceof SyntaxError || /^(?:ZSTD_|Z_|ERR_BUFFER_TOO_LARGE)/.test(systemErrorCode(error) ?? '');
}
