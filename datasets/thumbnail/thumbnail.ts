import { readFile } from 'node:fs/promises';
import { decodePixels } from '#datasets/image/decode.ts';
import type { RgbaImage } from '#datasets/image/problem.ts';
import { jpegEncoder } from './jpeg-encoder.ts';

/** Sharp on a screen of twice the density beside two lines of text. */
const LONGEST_SIDE_PX = 160;
const QUALITY = 70;

/**
 * A small picture of an image file, as a data URI that a page can hold. Null when the file is gone or
 * cannot be read: a report does without it.
 */
export async function thumbnail(path: string): Promise<string | null> {
  try {
    const small = shrunk(await decodePixels(await readFile(path)));
    const encode = await jpegEncoder();
    return `data:image/jpeg;base64,${Buffer.from(await encode(small, { quality: QUALITY })).toString('base64')}`;
  } catch {
    return null;
  }
}

/** Each pixel is the mean of those that it stands for; an image that is small already stays as it is. */
function shrunk(image: RgbaImage): RgbaImage {
  const scale = Math.max(1, Math.max(image.width, image.height) / LONGEST_SIDE_PX);
  if (scale === 1) return image;
  const [width, height] = [Math.max(1, Math.round(image.width / scale)), Math.max(1, Math.round(image.height / scale))];
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    const rows = range(y, height, image.height);
    for (let x = 0; x < width; x += 1) {
      const columns = range(x, width, image.width);
      for (let channel = 0; channel < 4; channel += 1) {
        data[4 * (y * width + x) + channel] = meanOf(image, rows, columns, channel);
      }
    }
  }
  return { width, height, data };
}

type Range = { readonly from: number; readonly to: number };

function range(place: number, places: number, size: number): Range {
  const from = Math.floor((place * size) / places);
  return { from, to: Math.max(from + 1, Math.floor(((place + 1) * size) / places)) };
}

function meanOf({ data, width }: RgbaImage, rows: Range, columns: Range, channel: number): number {
  let sum = 0;
  for (let y = rows.from; y < rows.to; y += 1) {
    for (let x = columns.from; x < columns.to; x += 1) sum += data[4 * (y * width + x) + channel] ?? 0;
  }
  return sum / ((rows.to - rows.from) * (columns.to - columns.from));
}
