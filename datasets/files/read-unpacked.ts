import type { Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { TextDecoder } from 'node:util';
import { createGunzip } from 'node:zlib';
import { BenchError } from '#harness/domain/failure.ts';
import { kindOf, openWithoutWaiting } from '#harness/files/named-file.ts';
import { shellWord } from '#harness/text/shell-word.ts';
import type { DatasetProgress, DatasetWork } from '#harness/ports/dataset.ts';

const CHUNK_BYTES = 256 * 1024;
/** A line is held whole: this bounds the memory that any file can take. */
const MAX_LINE_CHARACTERS = 16 * 1024 * 1024;

/**
 * The content of a file, chunk by chunk, unpacked where it is gzip, whatever its name says.
 * Throws FILE_NOT_FOUND, DATASET_INVALID for a file that cannot be unpacked, INTERRUPTED.
 */
export async function* readUnpacked(
  path: string,
  step: DatasetProgress['step'],
  work: DatasetWork,
): AsyncGenerator<Uint8Array> {
  const { total, isGzip } = await look(path);
  const raw = createReadStream(path, { highWaterMark: CHUNK_BYTES, signal: work.signal });
  // Errors of either stream come out of the iteration below.
  const content = isGzip ? pipeline(raw, createGunzip({ chunkSize: CHUNK_BYTES }), () => {}) : raw;
  try {
    let isStart = true;
    for await (const chunk of content) {
      const bytes = chunk as Buffer;
      yield isStart ? withoutMark(bytes, path) : bytes;
      isStart = false;
      work.onProgress({ step, done: raw.bytesRead, total });
    }
  } catch (cause) {
    if (cause instanceof BenchError) throw cause;
    throw readError(path, cause);
  }
}

const UTF_8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const UTF_16_MARKS = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];
const ZIP_START = Buffer.from('PK\x03\x04', 'latin1');

/** Windows programs put a byte order mark before a text. Throws DATASET_INVALID for what is no text in UTF-8. */
function withoutMark(start: Buffer, path: string): Buffer {
  const begins = (mark: Buffer): boolean => start.subarray(0, mark.length).equals(mark);
  if (begins(UTF_8_MARK)) return start.subarray(UTF_8_MARK.length);
  if (UTF_16_MARKS.some(begins)) {
    throw new BenchError('DATASET_INVALID', `${path} is text in UTF-16, not in UTF-8.`, {
      remedy: `Convert it, for example with: iconv -f UTF-16 -t UTF-8 ${shellWord(path)} > FILE`,
    });
  }
  if (!begins(ZIP_START)) return start;
  throw new BenchError('DATASET_INVALID', `${path} is a zip archive.`, {
    remedy: 'Unpack it and name the file inside.',
  });
}

/** The same chunks, each put into a hash on its way. */
export async function* hashed(chunks: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

/** The lines of a text, as many at a time as have come; `source` names it in errors. Throws DATASET_INVALID. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>, source: string): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decode(decoder, chunk, source)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_LINE_CHARACTERS) throw invalid(`${source} has a line of more than 16 MiB`);
    yield lines;
  }
  rest += decode(decoder, null, source);
  if (rest !== '') yield [rest];
}

function decode(decoder: TextDecoder, chunk: Uint8Array | null, source: string): string {
  try {
    return chunk === null ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch (cause) {
    throw invalid(`${source} is not UTF-8 text`, cause);
  }
}

async function look(path: string): Promise<{ readonly total: number; readonly isGzip: boolean }> {
  try {
    await using file = await openWithoutWaiting(path);
    const stats = await file.stat();
    const kind = kindOf(stats);
    if (kind !== null && kind !== 'a folder') {
      throw new BenchError('FILE_UNREADABLE', `${path} cannot be read: it is ${kind}.`, {
        remedy: 'Write its content to a file, and name that one.',
      });
    }
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return { total: stats.size, isGzip: buffer[0] === 0x1f && buffer[1] === 0x8b };
  } catch (cause) {
    throw cause instanceof BenchError ? cause : readError(path, cause);
  }
}

function readError(path: string, cause: unknown): BenchError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  if (code === 'ABORT_ERR') {
    return new BenchError('INTERRUPTED', 'Stopped before the end; nothing was imported.', {
      remedy: 'Start the import again.',
      cause,
    });
  }
  if (code === 'EISDIR') {
    return new BenchError('FILE_NOT_FOUND', `${path} is a folder, not a file.`, {
      remedy: 'Name the file itself.',
      cause,
    });
  }
  // ENOTDIR: a part of the path is a file.
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new BenchError('FILE_NOT_FOUND', `There is no file ${path}.`, { remedy: 'Check the path.', cause });
  }
  if (code === 'Z_BUF_ERROR') return invalid(`${path} ends in the middle: the gzip file is truncated`, cause);
  if (code.startsWith('Z_')) return invalid(`${path} is a broken gzip file (${code})`, cause);
  return invalid(`${path} cannot be read (${code})`, cause);
}

function invalid(what: string, cause?: unknown): BenchError {
  return new BenchError('DATASET_INVALID', `${what}.`, { remedy: 'Download or write the file again.', cause });
}
