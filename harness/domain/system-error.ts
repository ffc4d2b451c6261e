/** What the operating system calls an error, such as `ENOENT`; null for errors that are not its own. */
export function systemErrorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/** Whether there is nothing at a path. Any other error, such as missing permission, does not say so. */
export function isAbsence(error: unknown): boolean {
  const code = systemErrorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** For `.catch`: null where there is nothing at the path; any other error is thrown again. */
export function nullIfAbsent(error: unknown): null {
  if (isAbsence(error)) return null;
  throw error;
}
