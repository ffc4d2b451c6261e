import { readFile } from 'node:fs/promises';
import { type JpegHeader, readJpegHeader } from './jpeg-header.ts';
import { ImageProblem, LARGE_PIXELS, refuseSize, type RgbaImage } from './problem.ts';

/** Instantiates the package's decoder anew; what libjpeg has to say goes to `printErr`. */
type JpegModule = {
  readonly init: (codec: unknown, options: { readonly printErr: (text: string) => void }) => Promise<void>;
  readonly default: (file: ArrayBuffer) => Promise<RgbaImage>;
};
type CmykModule = {
  readonly default: {
    readonly decode: (
      file: Uint8Array,
      options: { readonly formatAsRGBA: boolean; readonly useTArray: boolean; readonly maxMemoryUsageInMB: number },
    ) => RgbaImage;
  };
};

const END_OF_IMAGE = Buffer.from([0xff, 0xd9]);
/** What libjpeg says where it has made up pixels because their data ends early. */
const ENDS_EARLY = /premature end/i;
const CMYK_MEMORY_MB = 1024;

type Decoder = { readonly decode: JpegModule['default']; readonly said: string[] };

let decoder: Promise<Decoder> | null = null;
let compiled: Promise<{ readonly module: JpegModule; readonly codec: unknown }> | null = null;

/** Loads the decoder, so that the first image does not pay for it. */
export async function prepareJpegDecoder(): Promise<void> {
  decoder ??= makeDecoder();
  await decoder;
}

/**
 * The pixels of a JPEG: baseline or progressive, grey, colour, CMYK or YCCK. Bytes behind the end of the image are ignored,
 * and a missing end-of-image marker too. An EXIF orientation is not applied. Throws ImageProblem.
 */
export async function decodeJpeg(bytes: Buffer): Promise<RgbaImage> {
  const header = readJpegHeader(bytes);
  refuseSize(header);
  const file = header.end === null ? Buffer.concat([bytes, END_OF_IMAGE]) : bytes.subarray(0, header.end);
  if (header.components === 4) return decodeCmyk(file, header);
  if (header.components !== 1 && header.components !== 3) {
    throw new ImageProblem(`is a JPEG of ${header.components} colour components; only 1, 3 or 4 can be read`);
  }
  return decodeByLibjpeg(file, header.end === null);
}

let last: Promise<unknown> = Promise.resolve();

/** One image after the other: what libjpeg says carries no name. */
function decodeByLibjpeg(file: Buffer, isWithoutEnd: boolean): Promise<RgbaImage> {
  const next = last.then(async () => decodeAlone(file, isWithoutEnd));
  last = next.catch(() => null);
  return next;
}

async function decodeAlone(file: Buffer, isWithoutEnd: boolean): Promise<RgbaImage> {
  decoder ??= makeDecoder();
  const { decode, said } = await decoder;
  said.length = 0;
  let image: RgbaImage;
  try {
    image = await decode(Uint8Array.from(file).buffer);
  } catch (cause) {
    // The codec has left its memory as it was in the middle of the image.
    decoder = null;
    throw isWithoutEnd ? truncated() : broken(said.at(-1), cause);
  }
  // WebAssembly gives no memory back but with all of it.
  if (image.width * image.height > LARGE_PIXELS) decoder = null;
  if (isWithoutEnd && said.some((text) => ENDS_EARLY.test(text))) throw truncated();
  return image;
}

/**
 * libjpeg gives four components as they are only. Converted without a colour profile, as Pillow and Chrome do:
 * red = (1 − cyan) · (1 − black).
 */
async function decodeCmyk(file: Buffer, { hasAdobeMarker, end }: JpegHeader): Promise<RgbaImage> {
  if (!hasAdobeMarker) {
    throw new ImageProblem('is a JPEG of four colour components without the Adobe marker that names them');
  }
  const { decode } = ((await import('jpeg-js')) as unknown as CmykModule).default;
  try {
    return decode(file, { formatAsRGBA: true, useTArray: true, maxMemoryUsageInMB: CMYK_MEMORY_MB });
  } catch (cause) {
    if (end === null) throw truncated();
    // It checks little: what it stumbles over is no reason in words.
    throw broken(cause instanceof Error && !(cause instanceof TypeError) ? cause.message : undefined, cause);
  }
}

function truncated(): ImageProblem {
  return new ImageProblem('is truncated: the file ends before the last of its pixels');
}

function broken(said: string | undefined, cause: unknown): ImageProblem {
  const reason = said === undefined ? '' : ` (${said.trim().replace(/\.$/, '')})`;
  return new ImageProblem(`is a broken JPEG${reason}`, cause);
}

async function makeDecoder(): Promise<Decoder> {
  compiled ??= compileCodec();
  const { module, codec } = await compiled;
  const said: string[] = [];
  await module.init(codec, { printErr: (text) => said.push(text) });
  return { decode: module.default, said };
}

/** The package would fetch its WebAssembly by URL, as in a browser; here it is compiled from the package's own file. */
async function compileCodec(): Promise<{ readonly module: JpegModule; readonly codec: unknown }> {
  const module = (await import('@jsquash/jpeg/decode.js')) as unknown as JpegModule;
  const bytes = await readFile(new URL(import.meta.resolve('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm')));
  // Node has WebAssembly, its type declarations do not.
  const { WebAssembly } = globalThis as unknown as {
    readonly WebAssembly: { readonly compile: (bytes: Uint8Array) => Promise<unknown> };
  };
  return { module, codec: await WebAssembly.compile(bytes) };
}
