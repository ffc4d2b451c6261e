import { z } from 'zod';

/**
 * What the stages of an answer made, bit by bit: equal checksums are equal numbers. Each is missing where an app does not report
 * it, as one whose network has the projector inside has no vision features.
 */
export type StageChecksums = {
  /** What pre-processing made of the image. */
  readonly pixels?: string;
  /** What the vision encoder made of that, before the projector. */
  readonly visionFeatures?: string;
  /** What the language model was given. */
  readonly projectedFeatures?: string;
};

export const stageChecksumsSchema: z.ZodType<StageChecksums> = z.object({
  pixels: z.string().exactOptional(),
  visionFeatures: z.string().exactOptional(),
  projectedFeatures: z.string().exactOptional(),
});
