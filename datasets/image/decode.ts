import { foreignFormat, isJpeg, isPng } from './format.ts';
import { decodeJpeg, prepareJpegDecoder } from './jpeg.ts';
import { readJpegHeader } from './jpeg-header.ts';
import { decodePng, readPngSize } from './png.ts';
import type { ImageSize, RgbaImage } from './problem.ts';

/** Loads what decoding this kind of file needs, so that the first timed image does not pay for it. */
export async function prepareDecoder(bytes: Uint8Array): Promise<void> {
  if (isJpeg(bufferOf(bytes))) await prepareJpegDecoder();
}

/** The pixels of an image, by what is in the file and not by its name. Throws ImageProblem that says why there are none. */
export async function decodePixels(bytes: Uint8Array): Promise<RgbaImage> {
  const file = bufferOf(bytes);
  if (isPng(file)) return decodePng(file);
  if (isJpeg(file)) return decodeJpeg(file);
  throw foreignFormat(file);
}

/** Width and height as the file says them, without decoding a pixel. Throws ImageProblem. */
export function readImageSize(bytes: Uint8Array): ImageSize {
  const file = bufferOf(bytes);
  if (isPng(file)) return readPngSize(file);
  if (isJpeg(file)) return readJpegHeader(file);
  throw foreignFormat(file);
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
