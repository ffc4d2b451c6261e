import { z } from 'zod';
import { type SupplyState, supplyStateSchema } from './power.ts';
import type { Without } from './without.ts';

export const PLATFORMS = ['ios', 'host'] as const;
/** What a device runs: builds of one platform run nowhere else. `host` is the machine of the harness itself. */
export type Platform = (typeof PLATFORMS)[number];

/** Where numbers come from. Numbers of a virtual phone say so wherever they are shown. */
export type Provenance = 'physical' | 'virtual' | 'host';

/** How a device counts the energy that it uses. */
export type EnergyCapability = {
  /** How often it renews its power telemetry; an energy window spans a number of renewals. */
  readonly refreshMs: number;
  /** One tick of its load counter; a second on a phone. */
  readonly tickMs: number;
  /**
   * `mean`: power supplied and power used balance on average over a launch, because the device renews them at different times.
   * Missing where each reading has to balance.
   */
  readonly balance?: 'mean';
};

/** What a device can report and do. A metric that needs what is missing does not apply there. */
export type Capabilities = {
  /** Null for a device without power telemetry. */
  readonly energy: EnergyCapability | null;
  readonly thermal: boolean;
  readonly battery: boolean;
  readonly peakMemory: boolean;
  /** Whether a first load can be made to find nothing that an earlier one has left. */
  readonly coldLoad: boolean;
  /** `replaces`: an app takes the place of one with the same identifier. `sideBySide`: every build stays. */
  readonly install: 'sideBySide' | 'replaces';
  /** That apps can count what each type of operator takes; missing where they cannot, and in older runs. */
  readonly operatorTimes?: true;
  /**
   * Thermal states that can be forced on it. Of a phone all of them until a session has asked it; missing where none can, and in
   * older runs.
   */
  readonly forcedThermal?: readonly ForcedThermal[];
};

/** A device as its driver knows it before it is opened. */
export type Device = Without<'powerRefreshMs' | 'powerTickMs'> & {
  readonly id: string;
  readonly label: string;
  readonly platform: Platform;
  /** Hardware identifier, e.g. `iPhone17,1`. */
  readonly model: string;
  readonly osVersion: string;
  readonly osBuild: string;
  /** Null where it is not known. */
  readonly memoryBytes: number | null;
  readonly provenance: Provenance;
  readonly capabilities: Capabilities;
};

/** The phones of each model, in the order of its first one: those that are judged together. */
export function phonesByModel(devices: readonly Device[]): readonly (readonly Device[])[] {
  return [...Map.groupBy(devices, ({ model }) => model).values()];
}

/** One tick of a phone's load counter. */
export const PHONE_TICK_MS = 1000;

/** What a phone can do: all there is. */
export function phoneCapabilities(refreshMs: number, tickMs = PHONE_TICK_MS, isMean = false): Capabilities {
  return {
    energy: { refreshMs, tickMs, ...(isMean ? { balance: 'mean' } : {}) },
    thermal: true,
    battery: true,
    peakMemory: true,
    coldLoad: true,
    install: 'replaces',
    forcedThermal: FORCED_THERMALS,
  };
}

export const THERMAL_STATES = ['nominal', 'fair', 'serious', 'critical'] as const;
/** Pressure as iOS reports it (ProcessInfo.ThermalState), coolest first. */
export type ThermalState = (typeof THERMAL_STATES)[number];

export const FORCED_THERMALS = ['fair', 'serious', 'critical'] as const satisfies readonly ThermalState[];
/** A state that a phone can be made to pretend, by its developer services. */
export type ForcedThermal = (typeof FORCED_THERMALS)[number];

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
  platform: z.enum(PLATFORMS),
  model: z.string(),
  osVersion: z.string(),
  osBuild: z.string(),
  memoryBytes: z.number().nonnegative().nullable(),
  provenance: z.enum(['physical', 'virtual', 'host']),
  capabilities: z.object({
    energy: z
      .object({
        refreshMs: z.number().positive(),
        tickMs: z.number().positive(),
        balance: z.literal('mean').exactOptional(),
      })
      .nullable(),
    thermal: z.boolean(),
    battery: z.boolean(),
    peakMemory: z.boolean(),
    coldLoad: z.boolean(),
    install: z.enum(['sideBySide', 'replaces']),
    operatorTimes: z.literal(true).exactOptional(),
    forcedThermal: z.array(z.enum(FORCED_THERMALS)).exactOptional(),
  }),
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
