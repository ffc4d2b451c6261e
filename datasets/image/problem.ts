/** Why an image cannot be read, as the end of a sentence that begins with its name: `is empty`. */
export class ImageProblem extends Error {
  constructor(problem: string, cause?: unknown) {
    super(problem, cause === undefined ? undefined : { cause });
    this.name = 'ImageProblem';
  }
}

export type ImageSize = { readonly width: number; readonly height: number };

/** Four bytes a pixel, row by row. */
export type RgbaImage = ImageSize & { readonly data: Uint8Array | Uint8ClampedArray };

/** Above the 48 megapixels of an iPhone. An image takes four bytes a pixel: this bounds the memory of any file. */
const MAX_PIXELS = 2 ** 26;
/** Of more, one at a time is decoded, and the memory that it took is given back. */
export const LARGE_PIXELS = 2 ** 24;

/** Throws ImageProblem for an image without pixels, and for one with so many that reading it would fill the memory. */
export function refuseSize({ width, height }: ImageSize): void {
  if (width === 0 || height === 0) throw new ImageProblem(`has no pixels: its header says ${width} × ${height}`);
  if (width * height <= MAX_PIXELS) return;
  const limit = (MAX_PIXELS / 1e6).toFixed(0);
  throw new ImageProblem(`is ${width} × ${height} pixels; the limit is ${limit} million pixels`);
}
