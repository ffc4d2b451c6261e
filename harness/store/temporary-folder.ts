import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { acquireLock } from './lock.ts';

const PREFIX = 'fastvlm-bench-session-';
/** Until it is locked, a folder has this name, so that nobody takes it for one whose process died. */
const NEW_PREFIX = 'fastvlm-bench-new-';
const LOCK_FILE = 'owner';
/** Locking a new folder takes milliseconds. */
const NEW_LIMIT_MS = 60_000;

export type TemporaryFolder = {
  readonly path: string;
  /** Removes it with all that is in it. */
  readonly close: () => void;
};

/**
 * A folder for everything that one process makes and needs no longer than it lives. Whatever ends the process, nothing
 * stays for long: each start removes the folders of processes that are gone.
 */
export function openTemporaryFolder(parent: string, now: Date): TemporaryFolder {
  removeLeftovers(parent, now);
  const made = mkdtempSync(join(parent, NEW_PREFIX));
  const lock = acquireLock(join(made, LOCK_FILE), { purpose: 'temporary files', now });
  if (lock.kind !== 'acquired') throw new Error(`another process has locked ${made}`);
  const path = join(dirname(made), basename(made).replace(NEW_PREFIX, PREFIX));
  renameSync(made, path);
  const content = join(path, 'tmp');
  mkdirSync(content);
  return {
    path: content,
    close: () => {
      rmSync(path, { recursive: true, force: true, maxRetries: 3 });
      lock.release();
    },
  };
}

function removeLeftovers(parent: string, now: Date): void {
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(PREFIX) && !name.startsWith(NEW_PREFIX)) continue;
    try {
      removeLeftover(join(parent, name), now);
    } catch {
      // It is another user's, or somebody else has just removed it: neither is of any concern here.
    }
  }
}

function removeLeftover(path: string, now: Date): void {
  const { mtimeMs } = statSync(path);
  if (basename(path).startsWith(NEW_PREFIX) && now.valueOf() - mtimeMs < NEW_LIMIT_MS) return;
  const lock = acquireLock(join(path, LOCK_FILE), { purpose: 'removing what a dead process left', now });
  if (lock.kind !== 'acquired') return;
  rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  lock.release();
}
