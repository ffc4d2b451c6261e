import { readFile } from 'node:fs/promises';

/** A JPEG file to RGBA bytes. */
type JpegDecoder = (
  file: ArrayBuffer,
) => Promise<{ readonly width: number; readonly height: number; readonly data: Uint8ClampedArray }>;

type JpegModule = { readonly init: (codec: unknown) => Promise<void>; readonly default: JpegDecoder };

let decoder: Promise<JpegDecoder> | null = null;

/** The decoder, loaded when the first JPEG comes: launches with PNG images never pay for it. */
export function jpegDecoder(): Promise<JpegDecoder> {
  decoder ??= loadDecoder();
  return decoder;
}

/** The package would fetch its WebAssembly by URL, as in a browser; here it is compiled from the package's own file. */
async function loadDecoder(): Promise<JpegDecoder> {
  const jpeg = (await import('@jsquash/jpeg/decode.js')) as unknown as JpegModule;
  const bytes = await readFile(new URL(import.meta.resolve('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm')));
  await jpeg.init(await compile(bytes));
  return jpeg.default;
}

/** Node has WebAssembly, its type declarations do not. */
function compile(bytes: Uint8Array): Promise<unknown> {
  const { WebAssembly } = globalThis as unknown as {
    readonly WebAssembly: { readonly compile: (bytes: Uint8Array) => Promise<unknown> };
  };
  return WebAssembly.compile(bytes);
}
