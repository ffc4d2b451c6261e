import { crc32 } from 'node:zlib';
import { canonicalName } from '#harness/domain/file-name.ts';

/** What an entry of a zip archive holds about its name; the fields of yauzl. */
export type ZipNameFields = {
  readonly fileNameRaw: Buffer;
  readonly extraFields: readonly { readonly id: number; readonly data: Buffer }[];
};

const UNICODE_PATH = 0x7075;
const VERSION_AND_CHECKSUM_BYTES = 5;

/**
 * The canonical name of an entry, or null when it has none in UTF-8. A zip archive has a flag for UTF-8 names, but
 * ditto, Finder and Info-ZIP write UTF-8 without it, so bytes that are valid UTF-8 are UTF-8. Other names are in a code
 * page that the archive does not name; Info-ZIP may add the UTF-8 name in a field of its own.
 */
export function zipName({ fileNameRaw, extraFields }: ZipNameFields): string | null {
  const name = utf8(fileNameRaw) ?? unicodePath(fileNameRaw, extraFields);
  return name === null ? null : canonicalName(name);
}

/** The name in the Unicode path field, if it is that of these bytes and differs from them; else null. */
export function otherZipName(fields: ZipNameFields): string | null {
  const name = unicodePath(fields.fileNameRaw, fields.extraFields);
  return name === null || canonicalName(name) === zipName(fields) ? null : canonicalName(name);
}

function unicodePath(raw: Buffer, extraFields: ZipNameFields['extraFields']): string | null {
  const data = extraFields.find(({ id }) => id === UNICODE_PATH)?.data;
  if (data === undefined || data.length <= VERSION_AND_CHECKSUM_BYTES || data[0] !== 1) return null;
  // The field is stale when a tool that does not know it has renamed the entry.
  if (data.readUInt32LE(1) !== crc32(raw)) return null;
  return utf8(data.subarray(VERSION_AND_CHECKSUM_BYTES));
}

function utf8(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
