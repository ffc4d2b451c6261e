import { isAbsolute, relative } from 'node:path';

/** A path as it is typed in the working folder: from there where it is below it, else whole. Both are absolute. */
export function shownPath(path: string, cwd: string): string {
  const shown = relative(cwd, path);
  return shown === '' || shown.startsWith('..') || isAbsolute(shown) ? path : shown;
}
