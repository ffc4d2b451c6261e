import { BenchError } from '#harness/domain/failure.ts';
import { unreadable } from '#harness/domain/system-error.ts';
import { openNamedFile } from '#harness/files/named-file.ts';
import { textLines } from '#harness/files/text-lines.ts';

const MIB = 2 ** 20;
/** What is longer would not fit into memory as runs. */
const MOST_BYTES = 1024 * MIB;
/** The longest line is that of a report. */
const MOST_LINE_CHARACTERS = 64 * MIB;

/** The lines of a file in UTF-8, the last one empty where the file ends with the end of a line. Throws FILE_NOT_FOUND and BUNDLE_ALTERED. */
export async function* bundleTextLines(path: string): AsyncGenerator<string> {
  const file = await openNamedFile(path);
  if (file === null) {
    throw new BenchError('FILE_NOT_FOUND', `There is no file ${path}.`, {
      remedy: 'Write one with: fastvlm-bench bundle RUN',
    });
  }
  try {
    if ((await file.stat()).size > MOST_BYTES) throw refused(path, `it has more than ${MOST_BYTES / MIB} MiB`);
    yield* textLines(file.createReadStream({ autoClose: false }), {
      // A byte order mark is a change like any other.
      isMarkKept: true,
      isEmptyEndKept: true,
      mostCharacters: MOST_LINE_CHARACTERS,
      tooLong: () => refused(path, 'one of its lines is longer than any that bundles have'),
    });
  } catch (error) {
    if (error instanceof BenchError) throw error;
    throw error instanceof TypeError ? refused(path, 'it is not UTF-8 text') : unreadable(path, error);
  } finally {
    await file.close();
  }
}

function refused(path: string, what: string): BenchError {
  return new BenchError('BUNDLE_ALTERED', `${path} is not as it was written: ${what}.`, {
    remedy: 'It proves nothing. Take it from where it was published.',
  });
}
