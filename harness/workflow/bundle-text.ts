import { BenchError } from '#harness/domain/failure.ts';
import { unreadable } from '#harness/domain/system-error.ts';
import { openNamedFile } from '#harness/files/named-file.ts';

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
    // A byte order mark is a change like any other.
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    let pieces: string[] = [];
    let length = 0;
    for await (const chunk of file.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>) {
      const [first = '', ...others] = decoder.decode(chunk, { stream: true }).split('\n');
      pieces.push(first);
      length += first.length;
      if (length > MOST_LINE_CHARACTERS) throw refused(path, 'a line of it is longer than any that was written');
      const last = others.pop();
      if (last === undefined) continue;
      yield pieces.join('');
      yield* others;
      [pieces, length] = [[last], last.length];
    }
    pieces.push(decoder.decode());
    yield pieces.join('');
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
