import { chmodSync, closeSync, openSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { systemErrorCode } from '#harness/domain/system-error.ts';
import {
  clearHolder,
  isAlive,
  type LockHolder,
  ownHolder,
  readHolder,
  whereabouts,
  writeHolder,
} from './lock-holder.ts';
import { sqliteResultCode } from './sqlite-result-code.ts';

export type Lock = {
  readonly kind: 'acquired';
  /** Does nothing the second time. */
  readonly release: () => void;
};

/** `held`: its holder is alive. `elsewhere`: another machine took it, and this machine cannot know whether it still runs. */
export type LockRefusal = {
  readonly kind: 'held' | 'elsewhere';
  /** The file that says who holds it. */
  readonly path: string;
  /** Null when the holder has not written its record yet. */
  readonly holder: LockHolder | null;
};

export type LockOptions = {
  readonly purpose: string;
  readonly now: Date;
  /** Whether other users of this machine take the lock too: its files are theirs to write, and stay. */
  readonly isShared?: boolean;
};

/**
 * Takes a lock that no process can take twice, its own included. Its folder must be there.
 *
 * What excludes others is a lock of the operating system on `PATH-guard`, taken by the SQLite that Node brings (Node has
 * no call for it, and lock packages compare ages and process ids instead). The system releases it when the process ends,
 * however it ends: a dead holder, a process id that is used again and another container of this machine are told apart
 * without a guess. `PATH` says who the holder is, and is all that is known of a holder on another machine.
 */
export function acquireLock(path: string, { purpose, now, isShared = false }: LockOptions): Lock | LockRefusal {
  const guard = `${path}-guard`;
  const held = holdGuard(guard, path, isShared);
  if (held === 'busy') return { kind: 'held', path, holder: readHolder(path) };
  const { database, isNew } = held;
  locked.add(database);
  const leave = (files: readonly string[]): void => {
    // While it is still locked: whoever opened it before sees that it is gone, and takes the next one.
    for (const file of isShared ? [] : files) rmSync(file, { force: true });
    locked.delete(database);
    database.close();
  };
  try {
    const refusal = refusalOf(path);
    if (refusal !== null) {
      leave(isNew ? [guard] : []);
      return refusal;
    }
    createFile(path, isShared);
    writeHolder(path, ownHolder(purpose, now));
  } catch (error) {
    leave(isNew ? [path, guard] : []);
    throw error;
  }
  const release = (): void => {
    if (!database.isOpen) return;
    if (isShared) clearHolder(path);
    leave([path, guard]);
  };
  return { kind: 'acquired', release };
}

/** A database that nothing refers to is closed by the garbage collector, and its lock with it. */
const locked = new Set<DatabaseSync>();

/** Nobody holds the guard. Who is still named is a process that ended, or one of another machine. */
function refusalOf(path: string): LockRefusal | null {
  const holder = readHolder(path);
  if (holder === null) return null;
  const where = whereabouts(holder);
  return where === 'ended' ? null : { kind: where === 'running' ? 'held' : 'elsewhere', path, holder };
}

type Guard = { readonly database: DatabaseSync; readonly isNew: boolean };

/**
 * Two processes that try at the same instant can each keep the other from holding the guard. Where nobody who lives is named as its
 * holder, they try again, so that one of them gets it and removes its files. That takes milliseconds.
 */
const TRY_MS = 50;
const MOST_TRIES = 100;

function holdGuard(guard: string, path: string, isShared: boolean): Guard | 'busy' {
  for (let tries = 1; ; tries += 1) {
    const isNew = createFile(guard, isShared);
    const before = identityOf(guard);
    const isLast = tries >= MOST_TRIES || isAlive(readHolder(path));
    const held = before === null ? null : tryHold(guard, isLast ? 0 : TRY_MS);
    if (held === 'busy') {
      if (isLast) return 'busy';
      continue;
    }
    // Its last holder may have removed the file between opening and locking it.
    if (held !== null && identityOf(guard) === before) return { database: held, isNew };
    held?.close();
  }
}

const SQLITE_BUSY = 5;
const SQLITE_CANTOPEN = 14;

/** Null where the file is gone. */
function tryHold(guard: string, timeout: number): DatabaseSync | 'busy' | null {
  let database: DatabaseSync | null = null;
  try {
    // Not created by SQLite: systems refuse that for files of other users in a folder that everybody may write to.
    const url = pathToFileURL(guard);
    url.search = '?mode=rw';
    database = new DatabaseSync(url, { timeout });
    // A rollback journal in memory, so that nothing is written: a lock needs no room on the disk.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE;');
    return database;
  } catch (error) {
    database?.close();
    const code = sqliteResultCode(error);
    if (code === SQLITE_BUSY) return 'busy';
    if (code === SQLITE_CANTOPEN && identityOf(guard) === null) return null;
    throw error;
  }
}

/** Whether it was not there before. */
function createFile(path: string, isShared: boolean): boolean {
  try {
    closeSync(openSync(path, 'wx'));
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false;
    throw error;
  }
  if (isShared) chmodSync(path, 0o666);
  return true;
}

function identityOf(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true });
  return found === undefined ? null : `${found.dev}/${found.ino}/${found.birthtimeNs}`;
}
