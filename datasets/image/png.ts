import { inflateSync } from 'node:zlib';
import { PNG } from 'pngjs';
import { ImageProblem, type ImageSize, refuseSize, type RgbaImage } from './problem.ts';

const SIGNATURE_BYTES = 8;
/** Of a chunk: length and type before its data, checksum behind it. */
const [HEAD_BYTES, CHECKSUM_BYTES] = [8, 4];
/** Samples a pixel by colour type. */
const CHANNELS: ReadonlyMap<number, number> = new Map([
  [0, 1],
  [2, 3],
  [3, 1],
  [4, 2],
  [6, 4],
]);
/** Column, row and steps of the seven passes of an interlaced image (PNG specification, section 8.2). */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** Encoders that leave some bytes more are forgiven. */
const SPARE_BYTES = 65_536;

type Chunks = {
  readonly header: Buffer;
  readonly pixels: Buffer;
  /** The file without its ancillary chunks, such as texts and colour profiles: damage there costs no pixel. */
  readonly critical: Buffer;
};

/**
 * The pixels of a PNG of any kind; 16 bits a sample become 8. Of an animation it is the still image. Bytes behind the end
 * are ignored. Throws ImageProblem.
 */
export function decodePng(bytes: Buffer): RgbaImage {
  const { header, pixels, critical } = chunksOf(bytes);
  const size = sizeIn(header);
  refuseSize(size);
  refuseOtherData(pixels, dataBytes(header, size));
  try {
    const image = PNG.sync.read(critical);
    return { width: image.width, height: image.height, data: image.data };
  } catch (cause) {
    throw broken(cause);
  }
}

export function readPngSize(bytes: Buffer): ImageSize {
  return sizeIn(chunksOf(bytes).header);
}

function sizeIn(header: Buffer): ImageSize {
  return { width: header.readUInt32BE(0), height: header.readUInt32BE(4) };
}

function chunksOf(bytes: Buffer): Chunks {
  let header: Buffer | null = null;
  const pixels: Buffer[] = [];
  const critical = [bytes.subarray(0, SIGNATURE_BYTES)];
  for (let at = SIGNATURE_BYTES; at + HEAD_BYTES <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + HEAD_BYTES);
    const end = at + HEAD_BYTES + length + CHECKSUM_BYTES;
    if (end > bytes.length) break;
    const data = bytes.subarray(at + HEAD_BYTES, end - CHECKSUM_BYTES);
    if (type === 'CgBI')
      throw new ImageProblem('is a PNG in the form that Xcode writes for iOS apps, not a standard PNG');
    if (isCritical(type)) critical.push(bytes.subarray(at, end));
    if (type === 'IHDR') header = data;
    else if (type === 'IDAT') pixels.push(data);
    else if (type === 'IEND' && header?.length === 13) {
      return { header, pixels: Buffer.concat(pixels), critical: Buffer.concat(critical) };
    }
    at = end;
  }
  throw new ImageProblem('is truncated: the file ends before the end of the image');
}

/** By the case of its first letter. */
function isCritical(type: string): boolean {
  return /^[A-Z]/.test(type);
}

/** How many bytes the pixels take before they are packed: each row has one byte more, which says how it is filtered. */
function dataBytes(header: Buffer, { width, height }: ImageSize): number {
  const bits = (CHANNELS.get(header[9] ?? -1) ?? 0) * (header[8] ?? 0);
  const bytesOf = (columns: number, rows: number): number =>
    columns === 0 ? 0 : rows * (1 + Math.ceil((columns * bits) / 8));
  if (header[12] !== 1) return bytesOf(width, height);
  return PASSES.reduce((sum, [column, row, columnStep, rowStep]) => {
    const columns = Math.max(0, Math.ceil((width - column) / columnStep));
    return sum + bytesOf(columns, Math.max(0, Math.ceil((height - row) / rowStep)));
  }, 0);
}

/** A file of a megabyte may unpack to a thousand of them: no more is unpacked than the size of the image asks for. */
function refuseOtherData(pixels: Buffer, expected: number): void {
  let unpacked: number;
  try {
    unpacked = inflateSync(pixels, { maxOutputLength: expected + SPARE_BYTES }).length;
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : null;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw new ImageProblem('has more pixel data than its size allows');
    throw code === 'Z_BUF_ERROR' ? new ImageProblem('is truncated: its pixel data ends early') : broken(cause);
  }
  if (unpacked < expected) throw new ImageProblem('is truncated: its pixel data ends early');
}

function broken(cause: unknown): ImageProblem {
  const reason = cause instanceof Error ? ` (${cause.message})` : '';
  return new ImageProblem(`is a broken PNG${reason}`, cause);
}
