import { decodePixels } from '#datasets/image/decode.ts';
import { ImageProblem } from '#datasets/image/problem.ts';
import { AgentError } from '#devices/agent-node/agent-error.ts';

/** Three bytes a pixel, row by row. */
export type RgbImage = { readonly width: number; readonly height: number; readonly rgb: Uint8Array };

/**
 * PNG or JPEG bytes to pixels. Transparency is dropped, not blended, and an EXIF rotation is not applied: so does
 * `convert('RGB')`, and so does Core Image unless it is asked to. Throws DATA_INVALID.
 */
export async function decodeImage(bytes: Uint8Array): Promise<RgbImage> {
  try {
    const { width, height, data } = await decodePixels(bytes);
    return { width, height, rgb: withoutAlpha(data) };
  } catch (cause) {
    if (!(cause instanceof ImageProblem)) throw cause;
    throw new AgentError('DATA_INVALID', `The image ${cause.message}.`);
  }
}

function withoutAlpha(data: Uint8Array | Uint8ClampedArray): Uint8Array {
  const rgb = new Uint8Array((data.length / 4) * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    rgb[to] = data[from] ?? 0;
    rgb[to + 1] = data[from + 1] ?? 0;
    rgb[to + 2] = data[from + 2] ?? 0;
  }
  return rgb;
}
