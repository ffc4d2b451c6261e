import { hash } from 'node:crypto';
import { decodePixels, readImageSize } from '#datasets/image/decode.ts';
import { ImageProblem, LARGE_PIXELS } from '#datasets/image/problem.ts';
import { kindOf, openWithoutWaiting } from '#harness/files/named-file.ts';

/** An image that was read and decoded, or why it was not: the end of a sentence that begins with its name. */
export type CheckedImage = { readonly sha256: string; readonly bytes: number } | { readonly problem: string };

/** Far above any photograph: an image is read whole, and this bounds the memory. */
const MAX_IMAGE_BYTES = 64 * 1024 * 1024;

/** Reads an image to its last pixel. `alone` runs the decoding of a large one, so that few large ones are in memory. */
export async function checkImage(
  path: string,
  alone: <T>(decode: () => Promise<T>) => Promise<T> = async (decode) => decode(),
): Promise<CheckedImage> {
  const read = await readImage(path);
  if ('problem' in read) return read;
  const { content } = read;
  try {
    const { width, height } = readImageSize(content);
    const decode = async (): Promise<unknown> => decodePixels(content);
    await (width * height > LARGE_PIXELS ? alone(decode) : decode());
  } catch (error) {
    if (error instanceof ImageProblem) return { problem: error.message };
    throw error;
  }
  return fingerprintOf(content);
}

/** The same without decoding, for an image that was decoded when it was imported. */
export async function hashImage(path: string): Promise<CheckedImage> {
  const read = await readImage(path);
  return 'problem' in read ? read : fingerprintOf(read.content);
}

function fingerprintOf(content: Buffer): CheckedImage {
  return { sha256: hash('sha256', content), bytes: content.length };
}

async function readImage(path: string): Promise<{ readonly content: Buffer } | { readonly problem: string }> {
  try {
    await using file = await openWithoutWaiting(path);
    const stats = await file.stat();
    const kind = kindOf(stats);
    if (kind !== null) return { problem: `is ${kind}` };
    if (stats.size > MAX_IMAGE_BYTES) return { problem: 'is larger than 64 MiB' };
    return { content: await file.readFile() };
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    return { problem: code === 'ENOENT' ? 'is missing' : `cannot be read (${code})` };
  }
}
