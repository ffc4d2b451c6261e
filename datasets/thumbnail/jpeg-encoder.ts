import { readFile } from 'node:fs/promises';
import type { RgbaImage } from '#datasets/image/problem.ts';

type Encode = (image: RgbaImage, options: { readonly quality: number }) => Promise<ArrayBuffer>;
type JpegModule = { readonly init: (codec: unknown) => Promise<void>; readonly default: Encode };

let encoder: Promise<Encode> | null = null;

/** Loaded when the first image comes: most reports show none. */
export function jpegEncoder(): Promise<Encode> {
  encoder ??= load();
  return encoder;
}

/** The package fetches its WebAssembly by URL, as a browser does; here it is given the bytes of its own file. */
async function load(): Promise<Encode> {
  const module = (await import('@jsquash/jpeg/encode.js')) as unknown as JpegModule;
  const bytes = await readFile(new URL(import.meta.resolve('@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm')));
  // Node has WebAssembly, its type declarations do not.
  const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: { compile: (from: Uint8Array) => unknown } };
  await module.init(await WebAssembly.compile(bytes));
  return module.default;
}
