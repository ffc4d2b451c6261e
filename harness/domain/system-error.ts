import { BenchError } from './failure.ts';

/** What the operating system calls an error, such as `ENOENT`; null for errors that are not its own. */
export function systemErrorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/** Whether there is nothing at a path. Any other error, such as missing permission, does not say so. */
export function isAbsence(error: unknown): boolean {
  const code = systemErrorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/**
 * For `.catch`: null where there is nothing at the path. Throws FILE_UNREADABLE for every other reason, because a file
 * that may not be read must not pass for one that is not there.
 */
export function nullIfAbsent(path: string): (error: unknown) => null {
  return (error) => {
    if (isAbsence(error)) return null;
    throw unreadable(path, error);
  };
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you have no permission',
  EPERM: 'you have no permission',
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead nowhere',
  ENAMETOOLONG: 'its name is too long',
  EIO: 'the disk reports an error',
};

export function unreadable(path: string, cause: unknown): BenchError {
  const reason = REASONS[systemErrorCode(cause) ?? ''] ?? (cause instanceof Error ? cause.message : String(cause));
  return new BenchError('FILE_UNREADABLE', `${path} cannot be read: ${reason}.`, {
    remedy: 'Make it readable for yourself, or name another place.',
    cause,
  });
}
