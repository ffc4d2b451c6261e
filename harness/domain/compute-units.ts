import { z } from 'zod';
import type { Differing } from './model-change.ts';

/** What runs a model graph on a phone. */
const UNITS = ['cpu', 'gpu', 'neuralEngine'] as const;
/** Sums of rounded shares. */
const ROUNDING = 0.001;

/** On what the system plans to run one model graph, as the app read it when it loaded the model. */
export type ComputeUnits = {
  /** Path of the graph, as among the model files. */
  readonly graph: string;
  /** What the shares are of: estimated cost, or number of operations. */
  readonly of: 'cost' | 'operations';
  /** Shares from 0 to 1, together at most 1; what is missing from 1 is not known. */
  readonly cpu: number;
  readonly gpu: number;
  readonly neuralEngine: number;
};

/** One graph on the phones of a model; null for a build whose app does not report it, or has no such graph. */
export type ComputeUnitsChange = Differing<ComputeUnits | null> & {
  readonly deviceModel: string;
  readonly graph: string;
};

const share = z.number('a share from 0 to 1').min(0, 'a share from 0 to 1').max(1, 'a share from 0 to 1');

export const computeUnitsSchema: z.ZodType<ComputeUnits> = z
  .object(
    {
      graph: z.string('a text'),
      of: z.enum(['cost', 'operations'], 'one of cost, operations'),
      cpu: share,
      gpu: share,
      neuralEngine: share,
    },
    'an object',
  )
  .refine((units) => UNITS.reduce((sum, unit) => sum + units[unit], 0) <= 1 + ROUNDING, 'shares of at most 1 together');

/** The largest change of a share, from 0 to 1; null where a build has none, or shares of something else. */
export function largestShift({ baseline, candidate }: Differing<ComputeUnits | null>): number | null {
  if (baseline === null || candidate === null || baseline.of !== candidate.of) return null;
  return Math.max(...UNITS.map((unit) => Math.abs(candidate[unit] - baseline[unit])));
}
