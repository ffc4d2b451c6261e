import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, expect, test } from 'vitest';
import { decodePixels } from '#datasets/image/decode.ts';
import type { RgbaImage } from '#datasets/image/problem.ts';
import { thumbnail } from './thumbnail.ts';

const folder = mkdtempSync(join(tmpdir(), 'thumbnail-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Left half red, right half blue. */
function png(width: number, height: number): string {
  const image = new PNG({ width, height });
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const isLeft = pixel % width < width / 2;
    image.data.set(isLeft ? [255, 0, 0, 255] : [0, 0, 255, 255], 4 * pixel);
  }
  const path = join(folder, `${width}x${height}.png`);
  writeFileSync(path, PNG.sync.write(image));
  return path;
}

async function pixelsOf(uri: string | null): Promise<RgbaImage> {
  const bytes = Buffer.from((uri ?? '').replace('data:image/jpeg;base64,', ''), 'base64');
  return decodePixels(bytes);
}

test('a large image becomes a small one of the same shape and colours', async () => {
  const { width, height, data } = await pixelsOf(await thumbnail(png(640, 480)));
  expect([width, height]).toEqual([160, 120]);
  const middle = 4 * 60 * 160;
  expect(data[middle + 4 * 20] ?? 0).toBeGreaterThan(200);
  expect(data[middle + 4 * 140] ?? 255).toBeLessThan(50);
  expect(data[middle + 4 * 140 + 2] ?? 0).toBeGreaterThan(200);
});

test('a small image keeps its size, and a JPEG is read as well as a PNG', async () => {
  const small = await thumbnail(png(40, 30));
  const path = join(folder, 'small.jpg');
  writeFileSync(path, Buffer.from((small ?? '').replace('data:image/jpeg;base64,', ''), 'base64'));
  expect(await pixelsOf(await thumbnail(path))).toMatchObject({ width: 40, height: 30 });
});

test('a photograph of 640 × 480 pixels takes a few kilobytes', async () => {
  expect((await thumbnail(png(640, 480)))?.length ?? 0).toBeLessThan(10_000);
});

test('what is no image, or is gone, has no picture', async () => {
  const text = join(folder, 'text.png');
  writeFileSync(text, 'not an image');
  expect(await thumbnail(text)).toBeNull();
  expect(await thumbnail(join(folder, 'gone.png'))).toBeNull();
});
