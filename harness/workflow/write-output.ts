import { dirname } from 'node:path';
import { BenchError } from '#harness/domain/failure.ts';
import { systemErrorCode } from '#harness/domain/system-error.ts';
import { writeWhole } from '#harness/files/write-whole.ts';
import { makeFolder } from '#harness/store/make-folder.ts';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'you may not write there',
  EISDIR: 'there is a folder of that name',
  EEXIST: 'a file is in the way',
  ENOTDIR: 'a file is in the way',
  ENOENT: 'its link leads into a folder that is not there',
};

/**
 * Writes a file of a run, making its folder. Throws DISK_FULL or FILE_UNWRITABLE; what the journal holds is safe either
 * way. `again` is the command that errors name: it writes again what a run has measured. It is null for a command that
 * can be run again itself, with another place in `option`.
 */
export async function writeOutput(
  path: string,
  content: string | AsyncIterable<string>,
  again: string | null,
  option = '--out',
): Promise<void> {
  try {
    makeFolder(dirname(path));
    await writeWhole(path, content);
  } catch (error) {
    // What makes the content as it is written may refuse it.
    throw error instanceof BenchError ? error : unwritable(path, error, again, option);
  }
}

/** DISK_FULL or FILE_UNWRITABLE of a file that the system did not let us write. */
export function unwritable(path: string, cause: unknown, again: string | null, option: string): BenchError {
  const code = systemErrorCode(cause);
  const isFull = code === 'ENOSPC' || code === 'EFBIG' || code === 'EDQUOT';
  const reason = isFull ? 'the disk is full' : (REASONS[code ?? ''] ?? String(cause));
  const wayOut = isFull ? 'Make room' : again === null ? `Choose another place with ${option}` : 'Make it writable';
  const next = again === null ? ', then run the command again.' : `, then write the measured run again with: ${again}`;
  return new BenchError(isFull ? 'DISK_FULL' : 'FILE_UNWRITABLE', `${path} cannot be written: ${reason}.`, {
    remedy: `${wayOut}${next}`,
    cause,
  });
}
