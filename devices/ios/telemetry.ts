import { type DeviceState, THERMAL_STATES } from '#harness/domain/device.ts';
import type { PowerReading, SupplyState } from '#harness/domain/power.ts';
import { type Battery, readBattery, readThermalState } from './telemetry-schema.ts';

/**
 * Reads the answers of `mobile: batteryInfo` and `mobile: deviceInfo`. What a device does not report is null; Low Power
 * Mode is known to apps alone.
 */
export function deviceState(battery: unknown, device: unknown, at: Date): DeviceState {
  const info = readBattery(battery);
  const { level } = info;
  const { Temperature: centiCelsius } = info.advanced;
  return {
    at: at.toISOString(),
    thermal: THERMAL_STATES[readThermalState(device) ?? -1] ?? null,
    batteryPercent: level === null || level < 0 ? null : Math.round(level * 100),
    charging: isCharging(info),
    lowPowerMode: null,
    supply: supplyOf(info),
    // Some phones report 0 where they have no temperature.
    temperatureC: centiCelsius === null || centiCelsius === 0 ? null : centiCelsius / 100,
  };
}

/**
 * Reads the power telemetry in the answer of `mobile: batteryInfo`. `before` is the reading taken before this one, if
 * any: a counter never falls, which distinguishes it from a signed number.
 */
export function powerReading(battery: unknown, readMs: number, before: PowerReading | null): PowerReading {
  const info = readBattery(battery);
  const { advanced } = info;
  const telemetry = advanced.PowerTelemetryData;
  const supply = supplyOf(info);
  const counter = (raw: number | null, atLeast: number | null = null): number | null =>
    raw === null ? null : unsignedCounter(raw, atLeast ?? 0);
  const signed = (raw: number | null): number | null => (raw === null ? null : signedBySupply(raw, supply));
  return {
    readMs,
    renewedMs: advanced.UpdateTime === null ? null : advanced.UpdateTime * 1000,
    supply,
    millivolts: advanced.Voltage ?? advanced.AppleRawBatteryVoltage,
    milliamps: signed(advanced.InstantAmperage ?? advanced.Amperage),
    milliampHours: advanced.AppleRawCurrentCapacity,
    loadMilliwatts: counter(telemetry.SystemLoad),
    inputMilliwatts: counter(telemetry.SystemPowerIn),
    batteryMilliwatts: signed(telemetry.BatteryPower),
    accumulatedLoadMilliwatts: counter(telemetry.AccumulatedSystemLoad, before?.accumulatedLoadMilliwatts),
    loadTicks: counter(telemetry.SystemLoadAccumulatorCount, before?.loadTicks),
    errors: counter(telemetry.PowerTelemetryErrorCount, before?.errors),
  };
}

/**
 * The driver decodes a binary property list's positive integers of one byte as signed: a charging current of 200 mA
 * arrives as −56, and only the power supply distinguishes it from a small discharge.
 */
function signedBySupply(value: number, supply: SupplyState | null): number {
  return value < 0 && value >= -128 && supply === 'charging' ? value + 256 : value;
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

/** UIDevice.BatteryState. */
const UNPLUGGED = 1;
const CHARGING = 2;
const FULL = 3;

/** By the power source's own keys, else by UIDevice's battery state; null where neither reports it. */
function supplyOf({ state, advanced }: Battery): SupplyState | null {
  const isConnected = advanced.ExternalConnected ?? advanced.AppleRawExternalConnected;
  const isCharging = advanced.IsCharging;
  if (isConnected === false) return 'battery';
  if (isCharging === true) return 'charging';
  if (isConnected === true && isCharging === false) return 'held';
  if (state === UNPLUGGED) return 'battery';
  if (state === FULL) return 'held';
  return state === CHARGING ? (isCharging === false ? 'held' : 'charging') : null;
}

function isCharging({ state, advanced }: Battery): boolean | null {
  return advanced.IsCharging ?? (state === null || state === 0 ? null : state === CHARGING);
}
