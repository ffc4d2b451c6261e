import { createReadStream } from 'node:fs';
import { posix } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { canonicalName } from '#harness/domain/file-name.ts';
import { type IpaEntry, listEntries } from './ipa-entries.ts';
import { type AppTree, follow } from './ipa-links.ts';
import { MEND_LINK, refuse, REPACK } from './ipa-refusal.ts';

/** No honest app comes near these; an archive built to fill a disk does. */
const MAX_UNPACKED_BYTES = 8 * 2 ** 30;
/** Unpacked bytes for each packed one, once an archive unpacks to more than RATIO_FREE_BYTES. Deflate reaches 1032. */
const MAX_RATIO = 100;
const RATIO_FREE_BYTES = 64 * 2 ** 20;

const MAX_LINK_BYTES = 4096;

/** One app inside an .ipa: its files and links by their path below the bundle. */
export type IpaArchive = AppTree<Entry> & {
  /** `Payload/Name.app/` */
  readonly bundle: string;
  /** At most `length` bytes of the file from `start`, unpacked. */
  read(entry: Entry, start: number, length: number): Promise<Buffer>;
  stream(entry: Entry): Promise<Readable>;
  close(): void;
};

/** Opens an .ipa and refuses everything that unpacking it could suffer from. Throws BUILD_INVALID. */
export async function openIpa(path: string, packedBytes: number): Promise<IpaArchive> {
  const zip = await openZip(path);
  try {
    const entries = await listEntries(zip, path);
    refuseBomb(path, entries, packedBytes);
    const bundle = findBundle(path, entries);
    const own = entries.filter((entry) => entry.path.startsWith(bundle));
    const files = own.filter(({ kind }) => kind === 'file').map((file) => [file.path.slice(bundle.length), file.entry]);
    return {
      bundle,
      files: new Map(files as [string, Entry][]),
      links: await readLinks(zip, path, entries, bundle),
      read: async (entry, start, length) => await readRange(zip, path, entry, start, length),
      stream: async (entry) => await zip.openReadStreamPromise(entry),
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function openZip(path: string): Promise<ZipFile> {
  // Names are decoded by a rule of ours: the reader takes those without the UTF-8 flag for CP437.
  const options = { lazyEntries: true, autoClose: false, decodeStrings: false };
  return await openPromise(path, options).catch((cause: unknown) => {
    const message = cause instanceof Error ? cause.message : '';
    if (message.includes('multi-disk')) throw refuse(path, 'is one part of a split archive', cause, REPACK);
    if (message.includes('comment length')) throw refuse(path, 'has other bytes after its end', cause, REPACK);
    throw refuse(path, 'is not a zip archive, or is cut off', cause);
  });
}

function refuseBomb(path: string, entries: readonly IpaEntry[], packedBytes: number): void {
  const unpacked = entries.reduce((sum, { entry }) => sum + entry.uncompressedSize, 0);
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

function findBundle(path: string, entries: readonly IpaEntry[]): string {
  const bundles = new Set<string>();
  for (const { path: name, kind } of entries) {
    const bundle = /^Payload\/[^/]+\.app(?=\/|$)/.exec(name)?.[0];
    if (bundle === undefined || (bundle === name && kind === 'file')) continue;
    if (bundle === name && kind === 'link') throw refuse(path, `has a link in place of its app, ${name}`);
    bundles.add(`${bundle}/`);
  }
  const [bundle, ...others] = bundles;
  if (bundle === undefined) throw refuse(path, 'has no app: nothing lies in Payload/<name>.app');
  if (others.length > 0) throw refuse(path, `has ${bundles.size} apps: ${[...bundles].join(', ')}`);
  return bundle;
}

/** The targets of the app's links by the links' paths. Throws for a link that leaves the app, or the archive. */
async function readLinks(
  zip: ZipFile,
  path: string,
  entries: readonly IpaEntry[],
  bundle: string,
): Promise<ReadonlyMap<string, string>> {
  const links = new Map<string, string>();
  for (const { path: name, entry } of entries.filter(({ kind }) => kind === 'link')) {
    const target = canonicalName((await readRange(zip, path, entry, 0, MAX_LINK_BYTES)).toString('utf8'));
    if (name.startsWith(bundle)) links.set(name.slice(bundle.length), target);
    else if (posix.isAbsolute(target) || posix.join(posix.dirname(name), target).startsWith('..')) {
      throw refuse(path, `has a link that leaves the archive, ${name} to ${target}`, undefined, MEND_LINK);
    }
  }
  for (const [link, target] of links) {
    if (follow(link, links).kind === 'leaves') {
      throw refuse(path, `has a link that leaves the app, ${bundle}${link} to ${target}`, undefined, MEND_LINK);
    }
  }
  return links;
}

async function readRange(zip: ZipFile, path: string, entry: Entry, start: number, length: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let position = 0;
  for await (const chunk of await unpackedStart(zip, path, entry)) {
    const wanted = chunk.subarray(Math.max(0, start - position), Math.max(0, start + length - position));
    if (wanted.length > 0) chunks.push(wanted);
    position += chunk.length;
    if (position >= start + length) break;
  }
  return Buffer.concat(chunks);
}

/**
 * A file of the archive as a stream that may be left before its end. Those of yauzl may not: one that is left while another
 * reads from the same archive throws where nobody can catch it.
 */
async function unpackedStart(zip: ZipFile, path: string, entry: Entry): Promise<AsyncIterable<Buffer>> {
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  if (entry.compressedSize === 0) return Readable.from([]);
  const packed = createReadStream(path, { start: fileDataStart, end: fileDataStart + entry.compressedSize - 1 });
  if (!entry.isCompressed()) return packed;
  // The error of either one ends the loop that reads.
  return pipeline(packed, createInflateRaw(), () => undefined);
}
