import { readFile } from 'node:fs/promises';

/** Four bytes a pixel, row by row. */
export type RgbaImage = { readonly width: number; readonly height: number; readonly data: Uint8ClampedArray };

export type JpegCodec = {
  readonly decode: (file: ArrayBuffer) => Promise<RgbaImage>;
  readonly encode: (image: RgbaImage, options: { readonly quality: number }) => Promise<ArrayBuffer>;
};

let codec: Promise<JpegCodec> | null = null;

/** Loaded when the first image comes: most reports show none. */
export function jpegCodec(): Promise<JpegCodec> {
  codec ??= Promise.all([load('decode', 'dec/mozjpeg_dec'), load('encode', 'enc/mozjpeg_enc')]).then(
    ([decode, encode]) => ({ decode, encode }) as JpegCodec,
  );
  return codec;
}

/** The package fetches its WebAssembly by URL, as a browser does; here it is given the bytes of its own file. */
async function load(half: 'decode' | 'encode', wasm: string): Promise<unknown> {
  const [module, bytes] = await Promise.all([
    import(`@jsquash/jpeg/${half}.js`),
    readFile(new URL(import.meta.resolve(`@jsquash/jpeg/codec/${wasm}.wasm`))),
  ]);
  // Node has WebAssembly, its type declarations do not.
  const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: { compile: (from: Uint8Array) => unknown } };
  await module.init(await WebAssembly.compile(bytes));
  return module.default;
}
