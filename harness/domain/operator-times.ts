import { z } from 'zod';

/** All calls of one type of operator in a graph, added up over a launch. */
export type OperatorTime = {
  /** `Conv`, `MatMul` …; as the runtime ran it, which may have merged several of the file into one. */
  readonly operator: string;
  readonly calls: number;
  /**
   * Of the operator itself: what is computed in a graph inside it is counted there. A node may count with the middle time of its
   * calls, as other work of the machine would else be most of it.
   */
  readonly totalNs: number;
};

/** What the operators of one model graph took in a launch. */
export type GraphTimes =
  | {
      readonly kind: 'read';
      /** Path of its file below the model folder. */
      readonly name: string;
      readonly operators: readonly OperatorTime[];
    }
  /** `reason` is a clause without a full stop. */
  | { readonly kind: 'unread'; readonly name: string; readonly reason: string };

/** The graphs of one build; or why there are none, as a clause without a full stop. */
export type LaunchOperators =
  | { readonly kind: 'taken'; readonly graphs: readonly GraphTimes[] }
  | { readonly kind: 'missing'; readonly reason: string };

/**
 * What the operators of both builds took, each in one launch of its own after all that were measured. The runtime counts along,
 * which makes it slower: this shows where a change is, and is no measurement.
 */
export type OperatorTimes = {
  readonly deviceId: string;
  readonly passId: string;
  /** How many each launch answered. */
  readonly questions: number;
  readonly baseline: LaunchOperators;
  readonly candidate: LaunchOperators;
};

const whole = z.number().int().nonnegative();

const graphTimesSchema: z.ZodType<GraphTimes> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('read'),
    name: z.string(),
    operators: z.array(z.object({ operator: z.string(), calls: whole, totalNs: z.number().nonnegative() })),
  }),
  z.object({ kind: z.literal('unread'), name: z.string(), reason: z.string() }),
]);

const launchOperatorsSchema: z.ZodType<LaunchOperators> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('taken'), graphs: z.array(graphTimesSchema) }),
  z.object({ kind: z.literal('missing'), reason: z.string() }),
]);

export const operatorTimesSchema: z.ZodType<OperatorTimes> = z.object({
  deviceId: z.string(),
  passId: z.string(),
  questions: whole,
  baseline: launchOperatorsSchema,
  candidate: launchOperatorsSchema,
});
