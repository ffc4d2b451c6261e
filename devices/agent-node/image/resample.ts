import type { RgbImage } from './decode.ts';

/** Pillow keeps filter weights as integers with this many fractional bits. */
const WEIGHT_BITS = 22;
const HALF = 1 << (WEIGHT_BITS - 1);
/** Reach of the bicubic filter in pixels of the smaller scale. */
const REACH = 2;

/** For every output position: the first input position it draws on, how many, and their weights in rows of `stride`. */
type Weights = {
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly weight: Int32Array;
  readonly stride: number;
};

/**
 * Bicubic resize, byte for byte as `PIL.Image.resize(…, BICUBIC)` does it: a horizontal pass, then a vertical one, each
 * rounded to bytes (Pillow, src/libImaging/Resample.c). The model was trained on pixels made this way.
 */
export function resizeBicubic(image: RgbImage, width: number, height: number): RgbImage {
  const wide = image.width === width ? image : resizeWidth(image, width);
  return wide.height === height ? wide : resizeHeight(wide, height);
}

function resizeWidth(image: RgbImage, width: number): RgbImage {
  const { first, count, weight, stride } = weightsFor(image.width, width);
  const { height, rgb: from } = image;
  const to = new Uint8Array(width * height * 3);
  let out = 0;
  for (let y = 0; y < height; y += 1) {
    const row = y * image.width;
    for (let x = 0; x < width; x += 1) {
      let red = HALF;
      let green = HALF;
      let blue = HALF;
      let at = (row + (first[x] ?? 0)) * 3;
      const start = x * stride;
      const end = start + (count[x] ?? 0);
      for (let index = start; index < end; index += 1) {
        const factor = weight[index] ?? 0;
        red += (from[at] ?? 0) * factor;
        green += (from[at + 1] ?? 0) * factor;
        blue += (from[at + 2] ?? 0) * factor;
        at += 3;
      }
      to[out] = toByte(red);
      to[out + 1] = toByte(green);
      to[out + 2] = toByte(blue);
      out += 3;
    }
  }
  return { width, height, rgb: to };
}

function resizeHeight(image: RgbImage, height: number): RgbImage {
  const { first, count, weight, stride } = weightsFor(image.height, height);
  const { width, rgb: from } = image;
  const rowBytes = width * 3;
  const to = new Uint8Array(height * rowBytes);
  const sums = new Int32Array(rowBytes);
  for (let y = 0; y < height; y += 1) {
    sums.fill(HALF);
    for (let index = 0; index < (count[y] ?? 0); index += 1) {
      const factor = weight[y * stride + index] ?? 0;
      const row = ((first[y] ?? 0) + index) * rowBytes;
      for (let x = 0; x < rowBytes; x += 1) sums[x] = (sums[x] ?? 0) + (from[row + x] ?? 0) * factor;
    }
    for (let x = 0; x < rowBytes; x += 1) to[y * rowBytes + x] = toByte(sums[x] ?? 0);
  }
  return { width, height, rgb: to };
}

function toByte(sum: number): number {
  const value = sum >> WEIGHT_BITS;
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

const known = new Map<string, Weights>();

function weightsFor(inputSize: number, outputSize: number): Weights {
  const key = `${inputSize} ${outputSize}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  // Photographs come in few sizes; a set with more starts over instead of growing without end.
  if (known.size >= 64) known.clear();
  const weights = computeWeights(inputSize, outputSize);
  known.set(key, weights);
  return weights;
}

function computeWeights(inputSize: number, outputSize: number): Weights {
  const scale = inputSize / outputSize;
  const filterScale = Math.max(scale, 1);
  const reach = REACH * filterScale;
  const stride = Math.ceil(reach) * 2 + 1;
  const first = new Int32Array(outputSize);
  const count = new Int32Array(outputSize);
  const weight = new Int32Array(outputSize * stride);
  for (let output = 0; output < outputSize; output += 1) {
    const centre = (output + 0.5) * scale;
    const low = Math.max(0, Math.trunc(centre - reach + 0.5));
    const high = Math.min(inputSize, Math.trunc(centre + reach + 0.5));
    const raw = Array.from({ length: high - low }, (_, index) =>
      bicubic((low + index - centre + 0.5) * (1 / filterScale)),
    );
    const total = raw.reduce((sum, value) => sum + value, 0);
    first[output] = low;
    count[output] = raw.length;
    for (const [index, value] of raw.entries()) {
      const scaled = (value / total) * (1 << WEIGHT_BITS);
      weight[output * stride + index] = Math.trunc(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    }
  }
  return { first, count, weight, stride };
}

/** Keys' cubic convolution with a = −0.5. */
function bicubic(position: number): number {
  const a = -0.5;
  const x = Math.abs(position);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
}
