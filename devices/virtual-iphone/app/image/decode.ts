import { PNG } from 'pngjs';
import { AgentError } from '#devices/virtual-iphone/app/agent-error.ts';
import { jpegDecoder } from './jpeg.ts';

/** Three bytes a pixel, row by row. */
export type RgbImage = { readonly width: number; readonly height: number; readonly rgb: Uint8Array };

/** Loads what decoding this kind of file needs, so that the first timed question does not pay for it. */
export async function prepareDecoder(bytes: Uint8Array): Promise<void> {
  if (isJpeg(bytes)) await jpegDecoder();
}

/**
 * PNG or JPEG bytes to pixels. Transparency is dropped, not blended, and an EXIF rotation is not applied: so does
 * `convert('RGB')`.
 */
export async function decodeImage(bytes: Uint8Array): Promise<RgbImage> {
  try {
    if (isPng(bytes)) return withoutAlpha(PNG.sync.read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)));
    if (isJpeg(bytes)) return withoutAlpha(await (await jpegDecoder())(Uint8Array.from(bytes).buffer));
  } catch (cause) {
    throw new AgentError('DATA_INVALID', 'An image of the plan is broken.', cause);
  }
  throw new AgentError('DATA_INVALID', 'An image of the plan is neither PNG nor JPEG.');
}

function isPng(bytes: Uint8Array): boolean {
  return bytes[0] === 0x89 && bytes[1] === 0x50;
}

function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8;
}

function withoutAlpha(image: {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}): RgbImage {
  const { width, height, data } = image;
  const rgb = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    rgb[to] = data[from] ?? 0;
    rgb[to + 1] = data[from + 1] ?? 0;
    rgb[to + 2] = data[from + 2] ?? 0;
  }
  return { width, height, rgb };
}
