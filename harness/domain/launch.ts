import { z } from 'zod';
import { type Fingerprint, fingerprintSchema } from './build.ts';
import { type DeviceState, deviceStateSchema } from './device.ts';
import { type Measured, measuredSchema } from './measured.ts';
import { type Slot, slotSchema } from './plan.ts';
import { type Preparation, preparationSchema } from './preparation.ts';

/** `infrastructure` is retried; `product` is data about the build and is never retried into success. */
export type Fault = {
  readonly kind: 'infrastructure' | 'product';
  readonly code: string;
  readonly message: string;
  /** Its log, relative to the run's folder; missing where none was kept. */
  readonly log?: string | undefined;
};

/** What a launch came to: numbers, nothing that counts, or a fault. */
export type Outcome =
  | Measured
  | { readonly kind: 'invalid'; readonly reason: InvalidReason; readonly message: string }
  | { readonly kind: 'failed'; readonly fault: Fault };

const INVALID_REASONS = [
  'thermal',
  'lowPower',
  'battery',
  'supply',
  'otherSupply',
  'telemetry',
  'interrupted',
] as const;
/** Why a launch says nothing about the build: how the device was, never how fast the build was. */
export type InvalidReason = (typeof INVALID_REASONS)[number];

/** One process start of one arm; the unit of inference. */
export type Launch = {
  readonly deviceId: string;
  readonly slot: Slot;
  /** 1 for the first try of the slot. */
  readonly attempt: number;
  readonly buildId: string;
  readonly nonce: string;
  readonly startedAt: string;
  readonly before: DeviceState | null;
  readonly after: DeviceState | null;
  readonly fingerprint: Fingerprint | null;
  readonly timing: LaunchTiming;
  /**
   * Launches of the build that had finished on the device since it was installed there: 0 is the first one, which pays for
   * what installing threw away. Missing where the driver does not know, and in runs of older harnesses.
   */
  readonly sinceInstall?: number;
  /** The launch before it that a new installation needed; missing where there was none. */
  readonly preparation?: Preparation;
  readonly outcome: Outcome;
};

/** Where the wall time of a launch went, seen from the host. Never a measurement of the app. */
export type LaunchTiming = {
  readonly installMs: number;
  /** Life of the app process as the host saw it, that of a preparation not included. */
  readonly appMs: number;
  /** Waiting, installing and a preparation included. */
  readonly totalMs: number;
};

const outcomeSchema: z.ZodType<Outcome> = z.discriminatedUnion('kind', [
  measuredSchema,
  z.object({ kind: z.literal('invalid'), reason: z.enum(INVALID_REASONS), message: z.string() }),
  z.object({
    kind: z.literal('failed'),
    fault: z.object({
      kind: z.enum(['infrastructure', 'product']),
      code: z.string(),
      message: z.string(),
      log: z.string().optional(),
    }),
  }),
]);

export const launchSchema: z.ZodType<Launch> = z.object({
  deviceId: z.string(),
  slot: slotSchema,
  attempt: z.number().int().positive(),
  buildId: z.string(),
  nonce: z.string(),
  startedAt: z.string(),
  before: deviceStateSchema.nullable(),
  after: deviceStateSchema.nullable(),
  fingerprint: fingerprintSchema.nullable(),
  timing: z.object({ installMs: z.number(), appMs: z.number(), totalMs: z.number() }),
  sinceInstall: z.number().int().nonnegative().exactOptional(),
  preparation: preparationSchema.exactOptional(),
  outcome: outcomeSchema,
});
