import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import type { ByteReader } from './byte-reader.ts';
import { canonicalName } from '#harness/domain/file-name.ts';
import { confine } from './confine.ts';

const SIGNATURE_BYTES = 4;
const LOCAL_HEADER = 0x04034b50;
const LOCAL_HEADER_REST_BYTES = 26;
const CENTRAL_DIRECTORY = 0x02014b50;
const STORED = 0;
const HAS_DATA_DESCRIPTOR = 0x08;

/** A streamed archive that cannot be unpacked. */
export class ArchiveError extends Error {}

/**
 * Unpacks a zip archive while it arrives: local headers with stored data, ended by the central directory's signature.
 * Resolves to the number of files. Throws ArchiveError for anything else, EscapeError for a name that leaves `folder`.
 */
export async function unpackZipStream(reader: ByteReader, folder: string): Promise<number> {
  for (let files = 0; ;) {
    const signature = (await need(reader, SIGNATURE_BYTES)).readUInt32LE(0);
    if (signature === CENTRAL_DIRECTORY) return files;
    if (signature !== LOCAL_HEADER) throw new ArchiveError(`unexpected zip signature 0x${signature.toString(16)}`);
    const entry = await readEntry(reader);
    const target = await confine(folder, entry.name);
    if (entry.name.endsWith('/')) {
      await mkdir(target, { recursive: true });
      continue;
    }
    await mkdir(path.dirname(target), { recursive: true });
    await receiveFile(reader, entry, target);
    files += 1;
  }
}

type Entry = { readonly name: string; readonly bytes: number; readonly checksum: number };

async function readEntry(reader: ByteReader): Promise<Entry> {
  const header = await need(reader, LOCAL_HEADER_REST_BYTES);
  const flags = header.readUInt16LE(2);
  const method = header.readUInt16LE(4);
  if (method !== STORED || (flags & HAS_DATA_DESCRIPTOR) !== 0) {
    throw new ArchiveError('a streamed archive holds stored files of known length only');
  }
  const name = canonicalName((await need(reader, header.readUInt16LE(22))).toString('utf8'));
  await need(reader, header.readUInt16LE(24));
  return { name, checksum: header.readUInt32LE(10), bytes: header.readUInt32LE(14) };
}

async function receiveFile(reader: ByteReader, entry: Entry, target: string): Promise<void> {
  let received = 0;
  let checksum = 0;
  async function* content(): AsyncGenerator<Buffer> {
    for await (const piece of reader.pieces(entry.bytes)) {
      received += piece.length;
      checksum = crc32(piece, checksum);
      yield piece;
    }
  }
  await pipeline(Readable.from(content(), { objectMode: false }), createWriteStream(target, { mode: 0o755 }));
  if (received < entry.bytes) throw new ArchiveError(`the stream ended inside ${entry.name}`);
  if (checksum !== entry.checksum) throw new ArchiveError(`${entry.name} does not match its checksum`);
}

async function need(reader: ByteReader, byteCount: number): Promise<Buffer> {
  const bytes = await reader.read(byteCount);
  if (bytes === null) throw new ArchiveError('the stream ended before the archive did');
  return bytes;
}
