import { type DeviceState, THERMAL_STATES } from '#harness/domain/device.ts';

type Json = Readonly<Record<string, unknown>>;

/** What the battery told at one moment. Field names are Apple's own and documented nowhere: each may be missing. */
export type PowerReading = {
  /** Changes when the device has renewed its telemetry; null when it tells none. */
  readonly renewal: string | null;
  /** When that was, by the device's own clock; null when it does not tell. */
  readonly renewedMs: number | null;
  /** AccumulatedSystemEnergyConsumed, in a unit of the device's own; it only grows. */
  readonly energyCounter: number | null;
  /** Voltage times current, whichever way it flows. */
  readonly watts: number | null;
  /** What the battery still holds: its raw capacity at its present voltage. */
  readonly remainingJoules: number | null;
};

const JOULES_PER_MILLIAMP_HOUR_VOLT = 3.6;

/**
 * Reads the answers of `mobile: batteryInfo` and `mobile: deviceInfo`. What a device does not report is null; Low Power
 * Mode is known to apps alone.
 */
export function deviceState(battery: unknown, device: unknown, at: Date): DeviceState {
  const [info, advanced] = [object(battery), object(object(battery)['advanced'])];
  const level = number(info['level']);
  const centiCelsius = number(advanced['Temperature']);
  const thermal = THERMAL_STATES[number(object(device)['thermalState']) ?? -1];
  return {
    at: at.toISOString(),
    thermal: thermal ?? null,
    batteryPercent: level === null || level < 0 ? null : Math.round(level * 100),
    charging: isCharging(info, advanced),
    lowPowerMode: null,
    temperatureC: centiCelsius === null ? null : centiCelsius / 100,
  };
}

/**
 * Reads the power telemetry in the answer of `mobile: batteryInfo`. `before` is the reading taken before this one, if
 * any.
 */
export function powerReading(battery: unknown, before: PowerReading | null): PowerReading {
  const advanced = object(object(battery)['advanced']);
  const telemetry = object(advanced['PowerTelemetryData']);
  const rawCounter = number(telemetry['AccumulatedSystemEnergyConsumed']);
  const energyCounter = rawCounter === null ? null : unsignedCounter(rawCounter, before?.energyCounter ?? 0);
  const millivolts = number(advanced['Voltage']) ?? number(advanced['AppleRawBatteryVoltage']);
  const milliamps = number(advanced['InstantAmperage']) ?? number(advanced['Amperage']);
  const milliampHours = number(advanced['AppleRawCurrentCapacity']);
  const isPowerTold = millivolts !== null && milliamps !== null;
  const isCapacityTold = millivolts !== null && milliampHours !== null;
  const updated = number(advanced['UpdateTime']);
  const told = [updated, energyCounter, milliamps, millivolts, milliampHours];
  return {
    renewal: told.every((value) => value === null) ? null : told.join(' '),
    renewedMs: updated === null ? null : updated * 1000,
    energyCounter,
    watts: isPowerTold ? Math.abs(milliamps * millivolts) / 1e6 : null,
    remainingJoules: isCapacityTold ? (milliampHours * millivolts * JOULES_PER_MILLIAMP_HOUR_VOLT) / 1000 : null,
  };
}

/**
 * Undoes a reader's mistake. The driver decodes binary property list integers of one, two and four bytes as signed,
 * though they are unsigned: 40000 arrives as −25536. A counter is never negative and never falls below what it was,
 * which tells the widths apart.
 */
export function unsignedCounter(value: number, atLeast: number): number {
  if (value >= 0) return value;
  for (const bits of [8, 16, 32]) {
    const unsigned = value + 2 ** bits;
    if (unsigned >= 2 ** (bits - 1) && unsigned >= atLeast) return unsigned;
  }
  return value;
}

function isCharging(info: Json, advanced: Json): boolean | null {
  if (typeof advanced['IsCharging'] === 'boolean') return advanced['IsCharging'];
  // UIDevice.BatteryState: 0 unknown, 1 unplugged, 2 charging, 3 full.
  const state = number(info['state']);
  return state === null || state === 0 ? null : state === 2;
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

/** Counters of 64 bits and more arrive as digits. */
function number(value: unknown): number | null {
  const parsed = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  return typeof parsed === 'number' && Number.isFinite(parsed) ? parsed : null;
}
