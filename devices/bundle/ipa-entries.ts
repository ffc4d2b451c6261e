import type { Entry, ZipFile } from 'yauzl';
import { otherZipName, zipName } from '#devices/bundle/zip-name.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { refuse, REPACK } from './ipa-refusal.ts';

const MAX_ENTRIES = 100_000;

const STORED = 0;
const DEFLATED = 8;
const AES = 99;
/** APPNOTE 4.4.5; what a person may have chosen in a tool. */
const METHODS: Readonly<Record<number, string>> = {
  9: 'Deflate64',
  12: 'bzip2',
  14: 'LZMA',
  20: 'Zstandard',
  93: 'Zstandard',
  95: 'XZ',
  98: 'PPMd',
};

const FILE_TYPE_MASK = 0o170000;
const FOLDER = 0o040000;
const SYMBOLIC_LINK = 0o120000;

/** An entry by its canonical path in the archive, which has no slash at its end. */
export type IpaEntry = {
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link';
  readonly entry: Entry;
};

/** Reads the table of contents and refuses every entry that a phone would not get as it was packed. */
export async function listEntries(zip: ZipFile, ipa: string): Promise<readonly IpaEntry[]> {
  if (zip.entryCount > MAX_ENTRIES) throw refuse(ipa, `has ${zip.entryCount} entries; the limit is ${MAX_ENTRIES}`);
  const entries = new Map<string, IpaEntry>();
  try {
    for await (const entry of zip.eachEntry()) {
      const found = readEntry(entry, ipa);
      const before = entries.get(found.path);
      if (before !== undefined && (before.kind !== 'folder' || found.kind !== 'folder')) {
        throw refuse(ipa, `has two entries with the name ${found.path}`, undefined, REPACK);
      }
      entries.set(found.path, found);
    }
  } catch (cause) {
    if (cause instanceof BenchError) throw cause;
    const isEncrypted = cause instanceof Error && cause.message.includes('strong encryption');
    throw refuse(ipa, isEncrypted ? 'has an encrypted entry' : 'has a broken table of contents', cause);
  }
  refuseFilesAsFolders(entries, ipa);
  return [...entries.values()];
}

function readEntry(entry: Entry, ipa: string): IpaEntry {
  const raw = entry.fileNameRaw.toString('latin1');
  const name = zipName(entry);
  const shown = name ?? entry.fileNameRaw.toString('utf8');
  if (entry.isEncrypted() || entry.compressionMethod === AES) throw refuse(ipa, `has an encrypted entry, ${shown}`);
  const isLeaving = /^(?:[/\\]|[A-Za-z]:)|(?:^|[/\\])\.\.(?:[/\\]|$)/.test(shown);
  if (isLeaving) throw refuse(ipa, `has an entry that leaves the archive, ${shown}`);
  // What lies beside the app, such as symbols and the notes of Finder, never gets onto a phone.
  if (/^(?:\.\/+)*Payload(?:[/\\]|$)/.test(raw)) refuseUntransferable(entry, name, ipa);
  const path = shown
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
  return { path, kind: kindOf(entry, shown), entry };
}

/** Throws for what Appium's tools would send to a phone under another name, or not at all. */
function refuseUntransferable(entry: Entry, name: string | null, ipa: string): void {
  const { fileNameRaw, compressionMethod } = entry;
  if (name === null) {
    throw refuse(ipa, `has an entry whose name is not UTF-8, ${fileNameRaw.toString('utf8')}`, undefined, REPACK);
  }
  const other = otherZipName(entry);
  if (other !== null) throw refuse(ipa, `has an entry with two names, ${name} and ${other}`, undefined, REPACK);
  if (name.includes('\\')) {
    throw refuse(ipa, `has an entry with a backslash in its name, ${name}`, undefined, REPACK);
  }
  if (name.startsWith('./')) {
    throw refuse(ipa, `has entries that begin with "./", where Appium finds no app: ${name}`, undefined, REPACK);
  }
  if (name.includes('\0')) throw refuse(ipa, `has an entry with a zero byte in its name, ${name}`, undefined, REPACK);
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED) {
    const method = METHODS[compressionMethod] ?? 'an unknown method';
    const what = `is packed by ${method} (method ${compressionMethod}), which Appium cannot unpack: ${name}`;
    throw refuse(ipa, what, undefined, REPACK);
  }
}

function kindOf({ externalFileAttributes }: Entry, name: string): IpaEntry['kind'] {
  const type = (externalFileAttributes >>> 16) & FILE_TYPE_MASK;
  if (type === SYMBOLIC_LINK) return 'link';
  return name.endsWith('/') || type === FOLDER ? 'folder' : 'file';
}

/** An entry below a file cannot be unpacked, and one below a link would be written elsewhere. */
function refuseFilesAsFolders(entries: ReadonlyMap<string, IpaEntry>, ipa: string): void {
  for (const path of entries.keys()) {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const kind = entries.get(path.slice(0, at))?.kind ?? 'folder';
      if (kind !== 'folder') throw refuse(ipa, `has ${path} below the ${kind} ${path.slice(0, at)}`, undefined, REPACK);
    }
  }
}
