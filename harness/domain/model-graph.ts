import { z } from 'zod';

/** Constants of a graph that are stored in one way. */
export type StoredWeights = {
  /**
   * The element type: `f32`, `f16`, `bf16`, `i8`, `u4` … Of Core ML also the operator that unfolds what is stored when the
   * model is loaded, such as `constexpr_lut_to_dense`.
   */
  readonly type: string;
  /** Elements after unfolding: four-bit weights that share a byte are two. */
  readonly elements: number;
  /** As they are stored. */
  readonly bytes: number;
};

/** An input or output. */
export type GraphPort = {
  readonly name: string;
  /** `f32`, `image` …; empty where the file does not say. */
  readonly type: string;
  /** A name stands for a size that is not fixed; null where the file does not say. */
  readonly shape: readonly (number | string)[] | null;
};

export type GraphSummary = {
  /** How often each operator is used, in subgraphs too; by name. */
  readonly operators: readonly { readonly name: string; readonly count: number }[];
  /** By type. */
  readonly weights: readonly StoredWeights[];
  /** The opsets that operators are of, and the version of the format: `ai.onnx` `17`. By name. */
  readonly versions: readonly { readonly name: string; readonly version: string }[];
  /** What wrote the file; null where it does not say. */
  readonly producer: string | null;
  readonly inputs: readonly GraphPort[];
  readonly outputs: readonly GraphPort[];
};

export type GraphContent =
  | { readonly kind: 'read'; readonly summary: GraphSummary }
  /** `reason` goes on after "could not be read:". */
  | { readonly kind: 'unread'; readonly reason: string };

/** One network of a build as its files describe it; it was never run for this. */
export type ModelGraph = {
  /** Path below the model folder: of the file, or of the folder of a Core ML model. */
  readonly name: string;
  readonly format: 'ONNX' | 'Core ML';
  /** The model files that it is made of, by their names in the build. */
  readonly files: readonly string[];
  /** Of all these files. */
  readonly bytes: number;
  /** Files of weights that the graph names and the build does not have. */
  readonly missing?: readonly string[] | undefined;
  readonly content: GraphContent;
};

/**
 * Whether constants of a type are parameters. Wider integers and booleans are shapes, axes and indices, or the few biases of
 * integer arithmetic.
 */
export function isParameterType(type: string): boolean {
  return /^(?:b?f\d|[iu][1-8]$|constexpr_)/.test(type);
}

const count = z.number().int().nonnegative();
const portSchema: z.ZodType<GraphPort> = z.object({
  name: z.string(),
  type: z.string(),
  shape: z.array(z.union([z.number(), z.string()])).nullable(),
});

const summarySchema: z.ZodType<GraphSummary> = z.object({
  operators: z.array(z.object({ name: z.string(), count })),
  weights: z.array(z.object({ type: z.string(), elements: count, bytes: count })),
  versions: z.array(z.object({ name: z.string(), version: z.string() })),
  producer: z.string().nullable(),
  inputs: z.array(portSchema),
  outputs: z.array(portSchema),
});

export const modelGraphSchema: z.ZodType<ModelGraph> = z.object({
  name: z.string(),
  format: z.enum(['ONNX', 'Core ML']),
  files: z.array(z.string()),
  bytes: z.number().nonnegative(),
  missing: z.array(z.string()).optional(),
  content: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('read'), summary: summarySchema }),
    z.object({ kind: z.literal('unread'), reason: z.string() }),
  ]),
});
