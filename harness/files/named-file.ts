import { constants, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { BenchError } from '#harness/domain/failure.ts';
import { nullIfAbsent, unreadable } from '#harness/domain/system-error.ts';

const MIB = 2 ** 20;

/** No file that people write by hand is longer. */
const MOST_BYTES = 64 * MIB;

/** The longest run file: Node holds no longer text. */
export const MOST_RUN_BYTES = 511 * MIB;

/**
 * The text of a file that somebody has named; null where there is none. Reads regular files only, and no more than `mostBytes`
 * of them: a pipe may never end, or have nobody who writes to it. Throws FILE_UNREADABLE.
 */
export async function readNamedFile(path: string, mostBytes = MOST_BYTES): Promise<string | null> {
  const file = await openNamedFile(path);
  if (file === null) return null;
  try {
    return (await contentOf(file, path, mostBytes)).toString('utf8');
  } catch (error) {
    throw error instanceof BenchError ? error : unreadable(path, error);
  } finally {
    await file.close();
  }
}

/** A regular file, open for reading; null where there is none. Throws FILE_UNREADABLE for everything else. */
export async function openNamedFile(path: string): Promise<FileHandle | null> {
  const file = await openWithoutWaiting(path).catch(nullIfAbsent(path));
  if (file === null) return null;
  const kind = kindOf(await file.stat());
  if (kind === null) return file;
  await file.close();
  throw noRegularFile(path, kind);
}

/** A pipe may have no writer: opening it as usual would wait for one. Throws the system's error. */
export async function openWithoutWaiting(path: string): Promise<FileHandle> {
  return open(path, constants.O_RDONLY | constants.O_NONBLOCK);
}

/** What something is that is no regular file; null where it is one. */
export function kindOf(found: Stats): string | null {
  if (found.isFile()) return null;
  if (found.isDirectory()) return 'a folder';
  return found.isFIFO() ? 'a pipe' : found.isSocket() ? 'a socket' : 'a device';
}

async function contentOf(file: FileHandle, path: string, mostBytes: number): Promise<Buffer> {
  const { size } = await file.stat();
  if (size > mostBytes) throw tooLarge(path, mostBytes);
  const chunks: Buffer[] = [];
  let length = 0;
  // Files of /proc have no size, and any file may grow.
  for await (const chunk of file.createReadStream({ autoClose: false, end: mostBytes }) as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
  }
  if (length > mostBytes) throw tooLarge(path, mostBytes);
  return Buffer.concat(chunks);
}

function noRegularFile(path: string, kind: string): BenchError {
  return new BenchError('FILE_UNREADABLE', `${path} cannot be read: it is ${kind}.`, {
    remedy: kind === 'a folder' ? 'Name a file.' : 'Write its content to a file, and name that one.',
  });
}

function tooLarge(path: string, mostBytes: number): BenchError {
  return new BenchError('FILE_UNREADABLE', `${path} cannot be read: it has more than ${mostBytes / MIB} MiB.`, {
    remedy: 'Name another file: no file of this kind is that long.',
  });
}
