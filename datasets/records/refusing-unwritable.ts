import { BenchError } from '#harness/domain/failure.ts';
import { systemErrorCode } from '#harness/domain/system-error.ts';

/** Throws FILE_UNWRITABLE where a dataset cannot be written to its folder. */
export async function refusingUnwritable(folder: string, act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (cause) {
    const code = systemErrorCode(cause) ?? String(cause);
    throw new BenchError('FILE_UNWRITABLE', `${folder} cannot be written (${code}).`, {
      remedy: 'Choose another folder with --datasets-dir.',
      cause,
    });
  }
}
