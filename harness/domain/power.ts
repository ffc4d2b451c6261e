import { z } from 'zod';

export const SUPPLY_STATES = ['battery', 'held', 'charging'] as const;
/**
 * What powers a phone: its battery; an adapter, while the battery is held at a limit; an adapter that charges the battery
 * as well.
 */
export type SupplyState = (typeof SUPPLY_STATES)[number];

export const supplyStateSchema: z.ZodType<SupplyState> = z.enum(SUPPLY_STATES);

/**
 * One reading of a phone's power telemetry. Apple documents none of these keys: each may be missing, and is null then.
 */
export type PowerReading = {
  /** When it was read, by the monotonic clock of the host. */
  readonly readMs: number;
  /** When the phone renewed its battery data, by the phone's clock. */
  readonly renewedMs: number | null;
  readonly supply: SupplyState | null;
  readonly millivolts: number | null;
  /** Positive into the battery, negative out of it. */
  readonly milliamps: number | null;
  readonly milliampHours: number | null;
  /** `SystemLoad`: what the phone itself uses, whatever supplies it. */
  readonly loadMilliwatts: number | null;
  /** `SystemPowerIn`: what the adapter delivers, charging included. */
  readonly inputMilliwatts: number | null;
  /** `BatteryPower`, with the sign that the phone gives it. */
  readonly batteryMilliwatts: number | null;
  /** `AccumulatedSystemLoad`: the sum of the load over all ticks. */
  readonly accumulatedLoadMilliwatts: number | null;
  /** `SystemLoadAccumulatorCount`: how many ticks they were; one is a second on a phone. */
  readonly loadTicks: number | null;
  /** `PowerTelemetryErrorCount`. */
  readonly errors: number | null;
};
