import { array, assert, constantFrom, nat, property, tuple, uint8Array } from 'fast-check';
import { expect, test } from 'vitest';
import { decodePixels } from './decode.ts';
import { PILLOW_JPEGS, plainPng, pngChunk, rawPng, tinyJpeg } from './images.fixture.ts';
import { ImageProblem, type RgbaImage } from './problem.ts';

/** The colours in the middle of the four stripes. */
function stripesOf({ width, data }: RgbaImage): number[][] {
  return [1, 5, 9, 13].map((x) => [0, 1, 2].map((channel) => data[4 * (4 * width + x) + channel] ?? -1));
}

function expectColours(image: RgbaImage, expected: readonly (readonly number[])[]): void {
  const far = stripesOf(image).flatMap((colour, stripe) =>
    colour.filter((value, channel) => Math.abs(value - (expected[stripe]?.[channel] ?? -1000)) > 2),
  );
  expect({ far, stripes: stripesOf(image), expected }).toMatchObject({ far: [] });
}

const firstPixel = ({ data }: RgbaImage): number[] => Array.from(data.subarray(0, 3));
/** A bad byte where the marker that names the kind of frame stands. */
function withFrame(marker: number, precision = 8, components = 3): Buffer {
  const file = Buffer.from(tinyJpeg('x'));
  const at = file.indexOf(Buffer.from([0xff, 0xc0]));
  file.set([marker], at + 1);
  file.set([precision], at + 4);
  file.set([components], at + 9);
  return file;
}

test.each(['cmyk', 'grey', 'progressive', 'rotated'] as const)(
  'a %s JPEG has the pixels that Pillow sees',
  async (kind) => {
    const { file, stripes } = PILLOW_JPEGS[kind];
    const image = await decodePixels(file);
    expect([image.width, image.height]).toEqual([16, 8]);
    expectColours(image, stripes);
  },
);

test('the Adobe marker tells YCCK from CMYK, and four components without it are refused', async () => {
  const file = Buffer.from(PILLOW_JPEGS.cmyk.file);
  const at = file.indexOf('Adobe');
  file.set([2], at + 11);
  // What Pillow 12.3.0 makes of the same bytes.
  expectColours(await decodePixels(file), YCCK_STRIPES);
  file.write('Other', at, 'latin1');
  await expect(decodePixels(file)).rejects.toThrow('four colour components without the Adobe marker');
});

const YCCK_STRIPES = [
  [115, 0, 114],
  [245, 196, 0],
  [51, 250, 250],
  [0, 67, 0],
];

test('bytes behind the end, and a missing end marker, change no pixel', async () => {
  for (const { file, stripes } of Object.values(PILLOW_JPEGS)) {
    expectColours(await decodePixels(Buffer.concat([file, Buffer.from('\xff\xd8more\xff\xd9', 'latin1')])), stripes);
    expectColours(await decodePixels(file.subarray(0, file.length - 2)), stripes);
  }
  const png = plainPng(3, 2, [9, 8, 7, 255]);
  expect(firstPixel(await decodePixels(Buffer.concat([png, Buffer.from('more')])))).toEqual([9, 8, 7]);
});

test('a file that lacks some of its pixels is truncated, whatever its kind', async () => {
  for (const { file } of Object.values(PILLOW_JPEGS)) {
    for (const missing of [12, Math.floor(file.length / 2), file.length - 30]) {
      await expect(decodePixels(file.subarray(0, file.length - missing))).rejects.toThrow('is truncated');
    }
  }
  const png = plainPng(30, 20, [9, 8, 7, 255]);
  for (const length of [20, 45, png.length - 13, png.length - 1]) {
    await expect(decodePixels(png.subarray(0, length))).rejects.toThrow('is truncated');
  }
  const short = rawPng({ width: 4, height: 4, depth: 8, colourType: 0, rows: Buffer.alloc(3 * 5) });
  await expect(decodePixels(short)).rejects.toThrow('is truncated: its pixel data ends early');
});

test('kinds of JPEG that no browser shows are refused by their name', async () => {
  await expect(decodePixels(withFrame(0xc3))).rejects.toThrow('is a lossless JPEG');
  await expect(decodePixels(withFrame(0xc9))).rejects.toThrow('is an arithmetic-coded JPEG');
  await expect(decodePixels(withFrame(0xc1, 12))).rejects.toThrow('is a JPEG of 12 bits per sample');
  await expect(decodePixels(withFrame(0xc0, 8, 2))).rejects.toThrow('is a JPEG of 2 colour components');
});

test('after a broken JPEG a sound one is read', async () => {
  const broken = Buffer.from(tinyJpeg('x'));
  broken.fill(0xee, broken.indexOf(Buffer.from([0xff, 0xc4])) + 4, broken.indexOf(Buffer.from([0xff, 0xc4])) + 8);
  await expect(decodePixels(broken)).rejects.toThrow(/^is a broken JPEG \(.+\)$/);
  expect((await decodePixels(tinyJpeg('x'))).width).toBe(12);
});

test('PNGs of 16 bits, grey, with a palette, interlaced and animated are read', async () => {
  const deep = rawPng({
    width: 1,
    height: 1,
    depth: 16,
    colourType: 2,
    rows: Buffer.from([0, 255, 255, 128, 0, 1, 0]),
  });
  expect(firstPixel(await decodePixels(deep))).toEqual([255, 128, 1]);
  const grey = rawPng({ width: 1, height: 1, depth: 1, colourType: 0, rows: Buffer.from([0, 0x80]) });
  expect(firstPixel(await decodePixels(grey))).toEqual([255, 255, 255]);
  const palette = pngChunk('PLTE', Buffer.from([1, 2, 3, 4, 5, 6]));
  const indexed = rawPng({
    width: 1,
    height: 1,
    depth: 8,
    colourType: 3,
    rows: Buffer.from([0, 1]),
    chunks: [palette],
  });
  expect(firstPixel(await decodePixels(indexed))).toEqual([4, 5, 6]);
  // 3 × 2 pixels: the passes hold 1, 1, 2 and 2 of them.
  const rows = Buffer.from([0, 10, 0, 30, 0, 20, 0, 40, 50, 60]);
  const interlaced = rawPng({ width: 3, height: 2, depth: 8, colourType: 0, isInterlaced: true, rows });
  const { data } = await decodePixels(interlaced);
  expect([0, 1, 2, 3, 4, 5].map((pixel) => data[4 * pixel])).toEqual([10, 20, 30, 40, 50, 60]);
  const animation = pngChunk('acTL', Buffer.alloc(8));
  const moving = rawPng({
    width: 1,
    height: 1,
    depth: 8,
    colourType: 0,
    rows: Buffer.from([0, 7]),
    chunks: [animation],
  });
  expect(firstPixel(await decodePixels(moving))).toEqual([7, 7, 7]);
});

test('a damaged chunk that holds no pixel does not cost the image', async () => {
  const text = pngChunk('tEXt', Buffer.from('Comment\0hello'));
  text.set([0], text.length - 1);
  const png = rawPng({ width: 1, height: 1, depth: 8, colourType: 0, rows: Buffer.from([0, 7]), chunks: [text] });
  expect(firstPixel(await decodePixels(png))).toEqual([7, 7, 7]);
  const apple = rawPng({
    width: 1,
    height: 1,
    depth: 8,
    colourType: 0,
    rows: Buffer.from([0, 7]),
    chunks: [pngChunk('CgBI', Buffer.alloc(4))],
  });
  await expect(decodePixels(apple)).rejects.toThrow('in the form that Xcode writes');
});

test('a small file that says it is huge, or unpacks to much more than its size, takes no memory', async () => {
  const huge = rawPng({ width: 100_000, height: 100_000, depth: 8, colourType: 2, rows: Buffer.alloc(10) });
  await expect(decodePixels(huge)).rejects.toThrow('is 100000 × 100000 pixels; the limit is 67 million pixels');
  for (const isInterlaced of [false, true]) {
    const bomb = rawPng({ width: 1, height: 1, depth: 8, colourType: 2, isInterlaced, rows: Buffer.alloc(2 ** 24) });
    await expect(decodePixels(bomb)).rejects.toThrow('has more pixel data than its size allows');
  }
  const wide = Buffer.from(tinyJpeg('x'));
  wide.fill(0xff, wide.indexOf(Buffer.from([0xff, 0xc0])) + 5, wide.indexOf(Buffer.from([0xff, 0xc0])) + 9);
  await expect(decodePixels(wide)).rejects.toThrow('is 65535 × 65535 pixels');
});

test('images without pixels, of one pixel, and very wide ones', async () => {
  const none = rawPng({ width: 0, height: 5, depth: 8, colourType: 0, rows: Buffer.alloc(5) });
  await expect(decodePixels(none)).rejects.toThrow('has no pixels: its header says 0 × 5');
  expect(await decodePixels(plainPng(1, 1, [1, 2, 3, 0]))).toMatchObject({ width: 1, height: 1 });
  expect(await decodePixels(plainPng(20_000, 3, [1, 2, 3, 255]))).toMatchObject({ width: 20_000, height: 3 });
});

test.each([
  ['a WebP image', 'RIFF\x10\0\0\0WEBPVP8 '],
  ['a GIF image', 'GIF89a'],
  ['a HEIC image', '\0\0\0\x18ftypheic'],
  ['an AVIF image', '\0\0\0\x18ftypavif'],
  ['a TIFF image', 'II*\0'],
  ['the companion file that macOS writes beside a file', '\0\x05\x16\x07\0\x02\0\0'],
  ['the pointer of a file in Git LFS, not the file', 'version https://git-lfs.github.com/spec/v1'],
])('%s is refused by its name', async (name, bytes) => {
  await expect(decodePixels(Buffer.from(bytes, 'latin1'))).rejects.toThrow(`is ${name}, neither PNG nor JPEG`);
});

test('whatever the bytes are, there are pixels or a problem in words', async () => {
  const starts = [
    ...Object.values(PILLOW_JPEGS).map(({ file }) => file),
    plainPng(5, 4, [1, 2, 3, 4]),
    Buffer.from('GIF8'),
  ];
  const edits = array(tuple(nat(), uint8Array({ minLength: 1, maxLength: 4 })), { maxLength: 3 });
  const files: Buffer[] = [];
  assert(
    property(constantFrom(...starts), edits, nat(), (start, changes, cut) => {
      const file = Buffer.from(start);
      for (const [at, bytes] of changes)
        file.set(bytes.subarray(0, file.length - (at % file.length)), at % file.length);
      files.push(file.subarray(0, file.length - (cut % 3 === 0 ? cut % file.length : 0)));
    }),
    { numRuns: 80 },
  );
  for (const file of files) {
    const result = await decodePixels(file).then(
      ({ data }) => (data.length > 0 ? 'pixels' : 'nothing'),
      (error: unknown) => (error instanceof ImageProblem ? `problem: ${error.message}` : error),
    );
    expect(result).toMatch(/^(?:pixels|problem: (?!.*(?:\[object|undefined|NaN)).+)$/s);
  }
});
