import { array, assert, constant, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import type { RgbImage } from './decode.ts';
import { resizeBicubic } from './resample.ts';

/** A grey image from rows of values. */
function grey(rows: readonly (readonly number[])[]): RgbImage {
  return {
    width: rows[0]?.length ?? 0,
    height: rows.length,
    rgb: Uint8Array.from(rows.flatMap((row) => row.flatMap((value) => [value, value, value]))),
  };
}

function rowsOf({ width, height, rgb }: RgbImage): readonly (readonly number[])[] {
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (__, x) => rgb[(y * width + x) * 3] ?? Number.NaN),
  );
}

/** Two bright and two dark squares, as in the tests of Pillow. */
function chequered(side: number): RgbImage {
  const isFirst = (position: number): boolean => position < side / 2;
  const positions = Array.from({ length: side }, (_, position) => position);
  return grey(positions.map((y) => positions.map((x) => (isFirst(x) === isFirst(y) ? 0xe1 : 255 - 0xe1))));
}

const hexadecimal = (text: string): readonly number[] => text.split(' ').map((value) => Number.parseInt(value, 16));

/** Corners as Pillow's own tests have them (python-pillow/Pillow, Tests/test_image_resample.py, MIT-CMU licence). */
test.each([
  ['reduced', 12, 6, ['e1 e3 d4', 'e3 e5 d6', 'd4 d6 c9']],
  ['enlarged', 4, 8, ['e1 e5 ee b9', 'e5 e9 f3 bc', 'ee f3 fd c1', 'b9 bc c1 a2']],
])('an image is %s to the same bytes as by Pillow', (_name, from, to, corner) => {
  const resized = rowsOf(resizeBicubic(chequered(from), to, to));
  expect(resized.slice(0, to / 2).map((row) => row.slice(0, to / 2))).toEqual(corner.map(hexadecimal));
  expect(resized.map((row) => row.toReversed()).toReversed()).toEqual(resized);
  expect(resized.map((row) => row.toReversed())).toEqual(resized.map((row) => row.map((value) => 255 - value)));
});

test('a step of two pixels overshoots and is cut off at black and white', () => {
  // Weights at ±1/4 and ±5/4 or ±3/4 pixels, worked out by hand: −22.5, 52.8, 202.2 and 277.5 before rounding.
  expect(rowsOf(resizeBicubic(grey([[0, 255]]), 4, 1))).toEqual([[0, 53, 202, 255]]);
});

test('an image of the wanted size stays what it is', () => {
  const image = chequered(4);
  expect(resizeBicubic(image, 4, 4)).toBe(image);
});

test('one colour stays one colour at any size', () => {
  const side = integer({ min: 1, max: 40 });
  assert(
    property(
      side,
      side,
      side,
      side,
      array(integer({ min: 0, max: 255 }), { minLength: 3, maxLength: 3 }),
      (w, h, W, H, colour) => {
        const rgb = Uint8Array.from({ length: w * h * 3 }, (_, at) => colour[at % 3] ?? 0);
        const resized = resizeBicubic({ width: w, height: h, rgb }, W, H);
        expect(resized.rgb).toEqual(Uint8Array.from({ length: W * H * 3 }, (_, at) => colour[at % 3] ?? 0));
      },
    ),
  );
});

test('turning the image on its side turns the result on its side', () => {
  const pixels = array(integer({ min: 0, max: 255 }), { minLength: 49, maxLength: 49 });
  assert(
    property(pixels, constant(7), integer({ min: 1, max: 20 }), (values, side, size) => {
      const line = grey([values]);
      const column = grey(values.map((value) => [value]));
      expect(resizeBicubic(line, size * side, 1).rgb).toEqual(resizeBicubic(column, 1, size * side).rgb);
    }),
  );
});
