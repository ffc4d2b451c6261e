import { z } from 'zod';
import type { Device } from './device.ts';
import { distinct } from './distinct.ts';
import { type Environment, environmentSchema } from './environment.ts';
import { type MeasuredPart, measuredShape, moment } from './measured-part.ts';
import { METRIC_IDS, type MetricId } from './metric.ts';
import { onDeviceMs } from './sustain.ts';

/** The metrics of a pass that a second session measures again. */
export type AskedAgain = { readonly passId: string; readonly metrics: readonly MetricId[] };

/** What phones of the suite `sustained` rest before each launch. Heat of the first session must not be in the second. */
const REST_BETWEEN_SESSIONS_MS = 20 * 60_000;

/** How long phones are left alone between the end of the first session and the second one, in ms; the longest of them counts. */
export function restBetweenSessionsMs(devices: readonly Device[]): number {
  return Math.max(0, ...devices.map((device) => onDeviceMs(REST_BETWEEN_SESSIONS_MS, device)));
}

/**
 * The same builds measured once more, on phones that were released and left alone: with installations, preparation launches, an
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

/** What a second session measures, on which phones. */
export type SecondSessionScope = Pick<SecondSession, 'deviceIds' | 'asked'>;

const isSome = ({ length }: { readonly length: number }): boolean => length > 0;

export const secondSessionSchema: z.ZodType<SecondSession> = z.object({
  ...measuredShape,
  startedAt: moment,
  seed: z.number().int(),
  deviceIds: distinct(z.string(), 'the device', (id) => id).refine(isSome, 'names no device'),
  asked: distinct(
    z.object({ passId: z.string(), metrics: z.array(z.enum(METRIC_IDS)).min(1) }),
    'the pass',
    ({ passId }) => passId,
  ).refine(isSome, 'asks for nothing'),
  environments: z.array(environmentSchema),
});
