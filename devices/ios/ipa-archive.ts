import { posix } from 'node:path';
import type { Readable } from 'node:stream';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { BenchError } from '#harness/domain/failure.ts';
import { refuse } from './ipa-refusal.ts';

/** No honest app comes near these; an archive built to fill a disk does. */
const MAX_UNPACKED_BYTES = 8 * 2 ** 30;
const MAX_ENTRIES = 100_000;
/** Unpacked bytes for each packed one, once an archive unpacks to more than RATIO_FREE_BYTES. Deflate reaches 1032. */
const MAX_RATIO = 100;
const RATIO_FREE_BYTES = 64 * 2 ** 20;

const FILE_TYPE_MASK = 0o170000;
const SYMBOLIC_LINK = 0o120000;
const MAX_LINK_BYTES = 4096;

/** One app inside an .ipa: its files by their path below the bundle. */
export type IpaArchive = {
  /** `Payload/Name.app/` */
  readonly bundle: string;
  readonly files: ReadonlyMap<string, Entry>;
  /** At most `length` bytes of the file from `start`, unpacked. */
  read(entry: Entry, start: number, length: number): Promise<Buffer>;
  stream(entry: Entry): Promise<Readable>;
  close(): void;
};

/** Opens an .ipa and refuses everything that unpacking it could suffer from. Throws BUILD_INVALID. */
export async function openIpa(path: string, packedBytes: number): Promise<IpaArchive> {
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false }).catch((cause: unknown) => {
    throw refuse(path, 'is not a zip archive, or is cut off', cause);
  });
  try {
    const entries = await listEntries(zip, path);
    refuseBomb(path, entries, packedBytes);
    const bundle = findBundle(path, entries);
    await refuseLeavingLinks(zip, path, entries, bundle);
    const files = entries.filter((entry) => entry.fileName.startsWith(bundle) && isFile(entry));
    return {
      bundle,
      files: new Map(files.map((entry) => [entry.fileName.slice(bundle.length), entry])),
      read: async (entry, start, length) => await readRange(zip, entry, start, length),
      stream: async (entry) => await zip.openReadStreamPromise(entry),
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function listEntries(zip: ZipFile, path: string): Promise<readonly Entry[]> {
  if (zip.entryCount > MAX_ENTRIES) throw refuse(path, `has ${zip.entryCount} entries; ${MAX_ENTRIES} are the limit`);
  const entries: Entry[] = [];
  const names = new Set<string>();
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.isEncrypted()) throw refuse(path, `has an encrypted entry, ${entry.fileName}`);
      if (names.has(entry.fileName)) throw refuse(path, `has two entries of the name ${entry.fileName}`);
      names.add(entry.fileName);
      entries.push(entry);
    }
  } catch (cause) {
    if (cause instanceof BenchError) throw cause;
    // The reader checks names itself and says so in its message.
    const message = cause instanceof Error ? cause.message : String(cause);
    const leaving = /^(?:absolute path|invalid relative path|invalid characters in fileName): (.*)$/s.exec(
      message,
    )?.[1];
    if (leaving !== undefined) throw refuse(path, `has an entry that leaves the archive, ${leaving}`, cause);
    throw refuse(path, 'has a broken table of contents', cause);
  }
  return entries;
}

function refuseBomb(path: string, entries: readonly Entry[], packedBytes: number): void {
  const unpacked = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
  if (unpacked > MAX_UNPACKED_BYTES) {
    throw refuse(path, `unpacks to ${unpacked} bytes; ${MAX_UNPACKED_BYTES} are the limit`);
  }
  if (unpacked > RATIO_FREE_BYTES && unpacked > packedBytes * MAX_RATIO) {
    throw refuse(
      path,
      `unpacks to ${Math.round(unpacked / packedBytes)} times its size; ${MAX_RATIO} times is the limit`,
    );
  }
}

function findBundle(path: string, entries: readonly Entry[]): string {
  const bundles = new Set<string>();
  for (const { fileName } of entries) {
    const bundle = /^Payload\/[^/]+\.app\//.exec(fileName)?.[0];
    if (bundle !== undefined) bundles.add(bundle);
  }
  const [bundle, ...others] = bundles;
  if (bundle === undefined) throw refuse(path, 'has no app: nothing lies in Payload/<name>.app');
  if (others.length > 0) throw refuse(path, `has ${bundles.size} apps: ${[...bundles].join(', ')}`);
  return bundle;
}

async function refuseLeavingLinks(
  zip: ZipFile,
  path: string,
  entries: readonly Entry[],
  bundle: string,
): Promise<void> {
  for (const entry of entries.filter(isSymbolicLink)) {
    const target = (await readRange(zip, entry, 0, MAX_LINK_BYTES)).toString('utf8');
    const place = posix.join(posix.dirname(entry.fileName), target);
    if (posix.isAbsolute(target) || !`${place}/`.startsWith(bundle)) {
      throw refuse(path, `has a link that leaves the app, ${entry.fileName} to ${target}`);
    }
  }
}

function isFile(entry: Entry): boolean {
  return !entry.fileName.endsWith('/') && !isSymbolicLink(entry);
}

function isSymbolicLink(entry: Entry): boolean {
  return ((entry.externalFileAttributes >>> 16) & FILE_TYPE_MASK) === SYMBOLIC_LINK;
}

async function readRange(zip: ZipFile, entry: Entry, start: number, length: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let position = 0;
  const stream = await zip.openReadStreamPromise(entry);
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const wanted = chunk.subarray(Math.max(0, start - position), Math.max(0, start + length - position));
    if (wanted.length > 0) chunks.push(wanted);
    position += chunk.length;
    if (position >= start + length) break;
  }
  return Buffer.concat(chunks);
}
