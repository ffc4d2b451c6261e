import { expect, test } from 'vitest';
import type { RgbImage } from './decode.ts';
import { type Preprocessing, toPixels, withImageSize } from './preprocess.ts';

const FASTVLM: Preprocessing = {
  resize: { shortestEdge: 4 },
  crop: { width: 4, height: 4 },
  rescaleFactor: 1 / 255,
  mean: [0, 0, 0],
  standardDeviation: [1, 1, 1],
  padsToSquare: true,
};

function filled(width: number, height: number, colour: readonly number[]): RgbImage {
  return { width, height, rgb: Uint8Array.from({ length: width * height * 3 }, (_, at) => colour[at % 3] ?? 0) };
}

test('pixels become three planes of fractions', () => {
  const { values, dims } = toPixels(filled(4, 4, [255, 51, 0]), FASTVLM);
  expect(dims).toEqual([1, 3, 4, 4]);
  expect([...values.subarray(0, 16)]).toEqual(Array.from({ length: 16 }, () => 1));
  expect([...values.subarray(16, 32)]).toEqual(Array.from({ length: 16 }, () => Math.fround(0.2)));
  expect([...values.subarray(32)]).toEqual(Array.from({ length: 16 }, () => 0));
});

test('mean and deviation are those of the configuration, channel by channel', () => {
  const clip: Preprocessing = {
    ...FASTVLM,
    mean: [0.48145466, 0.4578275, 0.40821073],
    standardDeviation: [0.26862954, 0.26130258, 0.27577711],
  };
  const { values } = toPixels(filled(4, 4, [255, 0, 128]), clip);
  expect(values[0]).toBeCloseTo((1 - 0.48145466) / 0.26862954, 6);
  expect(values[16]).toBeCloseTo(-0.4578275 / 0.26130258, 6);
  expect(values[32]).toBeCloseTo((128 / 255 - 0.40821073) / 0.27577711, 6);
});

test('an image that is not square is laid on a square, so that nothing is cut away', () => {
  const { values } = toPixels(filled(4, 2, [255, 255, 255]), FASTVLM);
  expect([...values.subarray(0, 16)]).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0]);
});

test('without padding the longer side is cut at both ends', () => {
  const striped: RgbImage = {
    width: 8,
    height: 4,
    rgb: Uint8Array.from({ length: 8 * 4 * 3 }, (_, at) => (Math.floor(at / 3) % 8) * 10),
  };
  const { values } = toPixels(striped, { ...FASTVLM, padsToSquare: false });
  expect([...values.subarray(0, 4)].map((value) => Math.round(value * 255))).toEqual([20, 30, 40, 50]);
});

test('the bars have the colour that normalisation turns into zero, but for the rounding to a byte', () => {
  const grey: Preprocessing = { ...FASTVLM, mean: [0.5, 0.5, 0.5], standardDeviation: [0.5, 0.5, 0.5] };
  const { values } = toPixels(filled(2, 4, [255, 255, 255]), grey);
  expect(values[0]).toBeCloseTo((127 / 255 - 0.5) / 0.5, 6);
  expect(values[1]).toBe(1);
});

test('the longest side may be the one that is asked for', () => {
  const { dims } = toPixels(filled(8, 4, [1, 2, 3]), {
    ...FASTVLM,
    resize: { longestEdge: 6 },
    crop: null,
    padsToSquare: false,
  });
  expect(dims).toEqual([1, 3, 3, 6]);
});

test('padding changes nothing for a square image', () => {
  const image = filled(9, 9, [1, 2, 3]);
  expect(toPixels(image, FASTVLM)).toEqual(toPixels(image, { ...FASTVLM, padsToSquare: false }));
});

test('a plan may ask for another size of the image', () => {
  expect(toPixels(filled(16, 16, [9, 9, 9]), withImageSize(FASTVLM, 8)).dims).toEqual([1, 3, 8, 8]);
});

test('an image smaller than the crop is refused when it may not be resized', () => {
  expect(() => toPixels(filled(3, 3, [0, 0, 0]), { ...FASTVLM, resize: null })).toThrow('smaller than the model');
});

test('a strip that would be laid on a square beyond all memory is refused with its size', () => {
  const message = 'The image of 20000 × 1 pixels would become one of 20000 × 20000 before it is cut.';
  expect(() => toPixels(filled(20_000, 1, [0, 0, 0]), FASTVLM)).toThrow(message);
  expect(toPixels(filled(2000, 1, [0, 0, 0]), FASTVLM).dims).toEqual([1, 3, 4, 4]);
});
