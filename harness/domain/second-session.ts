import { z } from 'zod';
import { type Environment, environmentSchema } from './environment.ts';
import { type MeasuredPart, measuredShape, moment } from './measured-part.ts';
import { METRIC_IDS, type MetricId } from './metric.ts';

/** The metrics of a pass that a second session measures again. */
export type AskedAgain = { readonly passId: string; readonly metrics: readonly MetricId[] };

/**
 * For so long phones are left alone before a second session, from the end of the first: what phones of the suite `sustained` rest
 * before each launch. Heat of the first session must not be in the second.
 */
export const REST_BETWEEN_SESSIONS_MS = 20 * 60_000;

/**
 * The same builds measured once more, on phones that were let go of and left alone: with installations, preparation launches, an
 * order of launches and blocks of its own. Builds, suite and questions are those of the run that it belongs to.
 */
export type SecondSession = MeasuredPart & {
  readonly startedAt: string;
  /** Of its own order of launches. */
  readonly seed: number;
  readonly deviceIds: readonly string[];
  readonly asked: readonly AskedAgain[];
  readonly environments: readonly Environment[];
};

export const secondSessionSchema: z.ZodType<SecondSession> = z.object({
  ...measuredShape,
  startedAt: moment,
  seed: z.number().int(),
  deviceIds: z.array(z.string()),
  asked: z.array(z.object({ passId: z.string(), metrics: z.array(z.enum(METRIC_IDS)) })),
  environments: z.array(environmentSchema),
});
