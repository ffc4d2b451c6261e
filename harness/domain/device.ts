import { z } from 'zod';
import { type SupplyState, supplyStateSchema } from './power.ts';

/** Where numbers come from. Numbers of a virtual phone say so wherever they are shown. */
export type Provenance = 'physical' | 'virtual' | 'host';

/** A phone as its driver knows it before it is opened. */
export type Device = {
  readonly id: string;
  readonly label: string;
  readonly platform: 'ios';
  /** Hardware identifier, e.g. `iPhone17,1`. */
  readonly model: string;
  readonly osVersion: string;
  readonly osBuild: string;
  readonly memoryBytes: number;
  readonly provenance: Provenance;
  /** How often the device renews its power telemetry; an energy window spans a number of renewals. */
  readonly powerRefreshMs: number;
  /** One tick of its load counter; missing for a second, as on a phone. */
  readonly powerTickMs?: number;
};

/** The phones of each model, in the order of its first one: those that are judged together. */
export function phonesByModel(devices: readonly Device[]): readonly (readonly Device[])[] {
  return [...Map.groupBy(devices, ({ model }) => model).values()];
}

const PHONE_TICK_MS = 1000;

export function powerTickMs(device: Device): number {
  return device.powerTickMs ?? PHONE_TICK_MS;
}

export const THERMAL_STATES = ['nominal', 'fair', 'serious', 'critical'] as const;
/** Pressure as iOS reports it (ProcessInfo.ThermalState), coolest first. */
export type ThermalState = (typeof THERMAL_STATES)[number];

/** What a device reports of itself beside a launch. What it does not report is null, never guessed. */
export type DeviceState = {
  readonly at: string;
  readonly thermal: ThermalState | null;
  readonly batteryPercent: number | null;
  readonly charging: boolean | null;
  /** What powers it; null in runs of harnesses before 0.2. */
  readonly supply: SupplyState | null;
  /** From the app, which alone can ask: null until a launch has reported it. */
  readonly lowPowerMode: boolean | null;
  readonly temperatureC: number | null;
};

export const deviceSchema: z.ZodType<Device> = z.object({
  id: z.string(),
  label: z.string(),
  platform: z.literal('ios'),
  model: z.string(),
  osVersion: z.string(),
  osBuild: z.string(),
  memoryBytes: z.number().nonnegative(),
  provenance: z.enum(['physical', 'virtual', 'host']),
  powerRefreshMs: z.number().positive(),
  powerTickMs: z.number().positive().exactOptional(),
});

export const deviceStateSchema: z.ZodType<DeviceState> = z.object({
  at: z.string(),
  thermal: z.enum(THERMAL_STATES).nullable(),
  batteryPercent: z.number().nullable(),
  charging: z.boolean().nullable(),
  supply: supplyStateSchema.nullable(),
  lowPowerMode: z.boolean().nullable(),
  temperatureC: z.number().nullable(),
});
