import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BenchError } from '#harness/domain/failure.ts';

/**
 * Writes a file of a run, making its folder. Throws DISK_FULL or FILE_UNWRITABLE; what the journal holds is safe either
 * way.
 */
export async function writeOutput(path: string, content: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    const isFull = code === 'ENOSPC' || code === 'EFBIG' || code === 'EDQUOT';
    throw new BenchError(
      isFull ? 'DISK_FULL' : 'FILE_UNWRITABLE',
      `${path} cannot be written: ${isFull ? 'the disk is full' : String(code)}.`,
      {
        remedy:
          'Make room or choose another folder with --out; a measured run is written again with: fastvlm-bench run --resume FOLDER',
        cause: error,
      },
    );
  }
}
