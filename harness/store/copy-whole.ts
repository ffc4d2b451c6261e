import { existsSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** What the copy of a store is called that was of an older version. */
export function backupOf(path: string, version: number): string {
  return `${path}.version-${version}`;
}

/** Copies a store as it is. A copy that an interrupted migration has left is of the same content. */
export function copyWhole(path: string, backup: string): void {
  if (path === ':memory:') return;
  if (existsSync(backup)) rmSync(backup);
  const reader = new DatabaseSync(path, { readOnly: true });
  try {
    reader.prepare('VACUUM INTO ?').run(backup);
  } finally {
    reader.close();
  }
}
