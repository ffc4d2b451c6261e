import { ImageProblem } from './problem.ts';

/** By the signature of eight bytes; a file that ends there has no pixels. */
export function isPng(bytes: Buffer): boolean {
  return bytes.length > 8 && bytes.readBigUInt64BE() === 0x89504e470d0a1a0an;
}

/** By the start of the image and of the marker that follows it. */
export function isJpeg(bytes: Buffer): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}

type Format = { readonly name: string; readonly at: number; readonly starts: readonly string[] };

/** What else lies in folders of images, by the bytes (as Latin-1) that stand at a place. */
const OTHERS: readonly Format[] = [
  { name: 'a WebP image', at: 8, starts: ['WEBP'] },
  { name: 'a GIF image', at: 0, starts: ['GIF8'] },
  { name: 'a HEIC image', at: 4, starts: ['ftypheic', 'ftypheix', 'ftyphevc', 'ftyphevx', 'ftypmif1', 'ftypmsf1'] },
  { name: 'an AVIF image', at: 4, starts: ['ftypavif', 'ftypavis'] },
  { name: 'a TIFF image', at: 0, starts: ['II*\0', 'MM\0*'] },
  { name: 'a BMP image', at: 0, starts: ['BM'] },
  { name: 'a JPEG XL image', at: 0, starts: ['\xff\x0a', '\0\0\0\x0cJXL '] },
  { name: 'a JPEG 2000 image', at: 0, starts: ['\xff\x4f\xff\x51', '\0\0\0\x0cjP  '] },
  { name: 'the companion file that macOS writes beside a file', at: 0, starts: ['\0\x05\x16\x07'] },
  { name: 'the pointer of a file in Git LFS, not the file', at: 0, starts: ['version https://git-lfs'] },
  { name: 'a zip archive', at: 0, starts: ['PK\x03\x04'] },
];
/** Enough for every signature. */
const SIGNATURE_BYTES = 32;

/** Says what a file is that is neither PNG nor JPEG. */
export function foreignFormat(bytes: Buffer): ImageProblem {
  if (bytes.length === 0) return new ImageProblem('is empty');
  const head = bytes.toString('latin1', 0, SIGNATURE_BYTES);
  const known = OTHERS.find(({ at, starts }) => starts.some((start) => head.startsWith(start, at)));
  return new ImageProblem(known === undefined ? 'is neither PNG nor JPEG' : `is ${known.name}, neither PNG nor JPEG`);
}
