import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** Far more than any pass of a run takes; what would unfold to more is damaged or was made to fill the memory. */
const MAX_BYTES = 1024 * 1024 * 1024;

/** A value as JSON, compressed with Zstandard (RFC 8878). */
export function packBody(value: unknown): Uint8Array {
  return zstdCompressSync(JSON.stringify(value));
}

/** Throws what zlib or JSON.parse throw where the body is damaged. */
export function unpackBody(body: Uint8Array): unknown {
  return JSON.parse(zstdDecompressSync(body, { maxOutputLength: MAX_BYTES }).toString());
}
