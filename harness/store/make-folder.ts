import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { systemErrorCode } from '#harness/domain/system-error.ts';

/**
 * Makes a folder and those above it that are missing. The first one that was made; undefined where all were there. Throws
 * the system's error. Not Node's own `recursive`: that tries for ever where a folder takes no folders, as `/proc` does.
 */
export function makeFolder(folder: string): string | undefined {
  const missing: string[] = [];
  for (let path = resolve(folder); !isFolder(path); path = dirname(path)) missing.unshift(path);
  for (const path of missing) make(path);
  return missing[0];
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true || path === dirname(path);
}

function make(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process made it first.
    if (systemErrorCode(error) !== 'EEXIST' || !isFolder(path)) throw error;
  }
}
