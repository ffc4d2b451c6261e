import { z } from 'zod';

/**
 * The options that a run was given, typed or from a configuration, where they say something else than suite, policy and lab do by
 * themselves. Files are called as they were in the working folder.
 */
export type GivenOptions = {
  readonly devices?: readonly string[];
  /** `NAME` or `NAME/SUBSET`. */
  readonly dataset?: string;
  readonly prompt?: string;
  readonly blocks?: number;
  /** False where every block was wanted. */
  readonly earlyStop?: boolean;
  readonly stopOnRegression?: boolean;
  /** By its name, or by the file that it stands in alone. */
  readonly policy?: string;
  /** The configuration that its suite or its policy stands in; missing where both ship or have files of their own. */
  readonly config?: string;
  readonly devicesFile?: string;
  readonly virtualPhones?: string;
  readonly datasetsDir?: string;
};

export const givenOptionsSchema: z.ZodType<GivenOptions> = z.object({
  devices: z.array(z.string()).exactOptional(),
  dataset: z.string().exactOptional(),
  prompt: z.string().exactOptional(),
  blocks: z.number().int().positive().exactOptional(),
  earlyStop: z.boolean().exactOptional(),
  stopOnRegression: z.boolean().exactOptional(),
  policy: z.string().exactOptional(),
  config: z.string().exactOptional(),
  devicesFile: z.string().exactOptional(),
  virtualPhones: z.string().exactOptional(),
  datasetsDir: z.string().exactOptional(),
});

/** How commands call what judges a run, where it is not what the run was measured to be judged by. */
export type JudgedBy = {
  /** By its name or its file. */
  readonly policy?: string;
  /** The configuration that the policy stands in. */
  readonly config?: string;
  /** The file of waivers. */
  readonly waivers?: string;
};
