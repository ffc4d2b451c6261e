import { AgentError } from '#devices/agent-node/agent-error.ts';
import type { RgbImage } from './decode.ts';
import { resizeBicubic } from './resample.ts';

/** What preprocessor_config.json and config.json ask for, as transformers' CLIPImageProcessor understands it. */
export type Preprocessing = {
  /** The shortest or the longest side becomes so long, or both sides do; null leaves the image as it is. */
  readonly resize:
    | { readonly shortestEdge: number }
    | { readonly longestEdge: number }
    | { readonly width: number; readonly height: number }
    | null;
  readonly crop: { readonly width: number; readonly height: number } | null;
  readonly rescaleFactor: number;
  readonly mean: readonly [number, number, number];
  readonly standardDeviation: readonly [number, number, number];
  /**
   * `image_aspect_ratio: pad`: the image is laid on a square first, so that the crop cuts nothing away. Square images
   * stay as they are.
   */
  readonly padsToSquare: boolean;
};

/** More than any image that is read, so that only strips are refused. */
const MAX_STEP_PIXELS = 2 ** 27;

/** One image, planes of red, green and blue. */
export type PixelTensor = { readonly values: Float32Array; readonly dims: readonly [1, 3, number, number] };

/** The steps of CLIPImageProcessor in their order. Throws DATA_INVALID for an image that is smaller than the crop or far too long. */
export function toPixels(image: RgbImage, preprocessing: Preprocessing): PixelTensor {
  refuseLargeStep(image, preprocessing);
  const square = preprocessing.padsToSquare ? padToSquare(image, preprocessing.mean) : image;
  const { width, height } = resizedSize(square, preprocessing.resize);
  return normalise(resizeBicubic(square, width, height), preprocessing);
}

/** The same preprocessing for a square image of another size. */
export function withImageSize(preprocessing: Preprocessing, sizePx: number): Preprocessing {
  return { ...preprocessing, resize: { shortestEdge: sizePx }, crop: { width: sizePx, height: sizePx } };
}

/** A strip of 20,000 × 10 pixels would be laid on 400 million: no phone has the memory. */
function refuseLargeStep(image: RgbImage, { padsToSquare, resize }: Preprocessing): void {
  const side = Math.max(image.width, image.height);
  const { width, height } = padsToSquare ? { width: side, height: side } : resizedSize(image, resize);
  if (width * height <= MAX_STEP_PIXELS) return;
  const message = `The image of ${image.width} × ${image.height} pixels would become one of ${width} × ${height} before it is cut.`;
  throw new AgentError('DATA_INVALID', message);
}

/** The size of every image after these steps; null where it depends on the image. */
export function outputSize(preprocessing: Preprocessing): { readonly width: number; readonly height: number } | null {
  const { resize, crop, padsToSquare } = preprocessing;
  if (crop !== null) return crop;
  if (resize === null) return null;
  if ('width' in resize) return resize;
  const side = 'shortestEdge' in resize ? resize.shortestEdge : resize.longestEdge;
  return padsToSquare ? { width: side, height: side } : null;
}

/** The bars have the colour that normalisation turns into zero, cut to a whole byte as Python's int() does. */
function padToSquare(image: RgbImage, mean: Preprocessing['mean']): RgbImage {
  const { width, height, rgb } = image;
  if (width === height) return image;
  const side = Math.max(width, height);
  const padded = new Uint8Array(side * side * 3);
  const colour = mean.map((value) => Math.trunc(value * 255));
  for (let at = 0; at < padded.length; at += 1) padded[at] = colour[at % 3] ?? 0;
  const left = Math.floor((side - width) / 2);
  const top = Math.floor((side - height) / 2);
  for (let y = 0; y < height; y += 1) {
    padded.set(rgb.subarray(y * width * 3, (y + 1) * width * 3), ((y + top) * side + left) * 3);
  }
  return { width: side, height: side, rgb: padded };
}

function resizedSize(
  image: RgbImage,
  resize: Preprocessing['resize'],
): { readonly width: number; readonly height: number } {
  if (resize === null) return image;
  const { width, height } = image;
  if ('longestEdge' in resize) {
    const scale = resize.longestEdge / Math.max(width, height);
    // Rounded before it is cut: so does transformers.js, the only one to resize by this key alone.
    const scaled = (side: number): number => Math.max(1, Math.floor(Number((side * scale).toFixed(2))));
    return { width: scaled(width), height: scaled(height) };
  }
  if (!('shortestEdge' in resize)) return resize;
  const edge = resize.shortestEdge;
  return width <= height
    ? { width: edge, height: Math.trunc((edge * height) / width) }
    : { width: Math.trunc((edge * width) / height), height: edge };
}

function normalise(image: RgbImage, preprocessing: Preprocessing): PixelTensor {
  const { width, height } = preprocessing.crop ?? image;
  if (width > image.width || height > image.height) {
    throw new AgentError(
      'DATA_INVALID',
      `An image of ${image.width} × ${image.height} is smaller than the model's crop.`,
    );
  }
  const left = Math.floor((image.width - width) / 2);
  const top = Math.floor((image.height - height) / 2);
  const plane = width * height;
  const values = new Float32Array(3 * plane);
  for (let channel = 0; channel < 3; channel += 1) {
    const valueOf = byteValues(preprocessing, channel);
    let to = channel * plane;
    for (let y = 0; y < height; y += 1) {
      let from = ((y + top) * image.width + left) * 3 + channel;
      for (let x = 0; x < width; x += 1) {
        values[to] = valueOf[image.rgb[from] ?? 0] ?? 0;
        to += 1;
        from += 3;
      }
    }
  }
  return { values, dims: [1, 3, height, width] };
}

/** Rounds to 32 bits after every step, as the original does with its arrays. */
function byteValues({ rescaleFactor, mean, standardDeviation }: Preprocessing, channel: number): Float32Array {
  const centre = Math.fround(mean[channel] ?? 0);
  const spread = Math.fround(standardDeviation[channel] ?? 1);
  return Float32Array.from(
    { length: 256 },
    (_, byte) => Math.fround(Math.fround(byte * rescaleFactor) - centre) / spread,
  );
}
