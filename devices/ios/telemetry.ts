import { type DeviceState, THERMAL_STATES } from '#harness/domain/device.ts';
import type { PowerReading, SupplyState } from '#harness/domain/power.ts';

type Json = Readonly<Record<string, unknown>>;

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
    supply: supplyOf(battery),
    // Some phones report 0 where they have no temperature.
    temperatureC: centiCelsius === null || centiCelsius === 0 ? null : centiCelsius / 100,
  };
}

/**
 * Reads the power telemetry in the answer of `mobile: batteryInfo`. `before` is the reading taken before this one, if
 * any: a counter never falls, which distinguishes it from a signed number.
 */
export function powerReading(battery: unknown, readMs: number, before: PowerReading | null): PowerReading {
  const advanced = object(object(battery)['advanced']);
  const telemetry = object(advanced['PowerTelemetryData']);
  const supply = supplyOf(battery);
  const counter = (name: string, atLeast: number | null = null): number | null => {
    const raw = number(telemetry[name]);
    return raw === null ? null : unsignedCounter(raw, atLeast ?? 0);
  };
  const updated = number(advanced['UpdateTime']);
  const signed = (raw: number | null): number | null => (raw === null ? null : signedBySupply(raw, supply));
  return {
    readMs,
    renewedMs: updated === null ? null : updated * 1000,
    supply,
    millivolts: number(advanced['Voltage']) ?? number(advanced['AppleRawBatteryVoltage']),
    milliamps: signed(number(advanced['InstantAmperage']) ?? number(advanced['Amperage'])),
    milliampHours: number(advanced['AppleRawCurrentCapacity']),
    loadMilliwatts: counter('SystemLoad'),
    inputMilliwatts: counter('SystemPowerIn'),
    batteryMilliwatts: signed(number(telemetry['BatteryPower'])),
    accumulatedLoadMilliwatts: counter('AccumulatedSystemLoad', before?.accumulatedLoadMilliwatts),
    loadTicks: counter('SystemLoadAccumulatorCount', before?.loadTicks),
    errors: counter('PowerTelemetryErrorCount', before?.errors),
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
function supplyOf(battery: unknown): SupplyState | null {
  const [info, advanced] = [object(battery), object(object(battery)['advanced'])];
  const isConnected = flag(advanced['ExternalConnected']) ?? flag(advanced['AppleRawExternalConnected']);
  const isCharging = flag(advanced['IsCharging']);
  if (isConnected === false) return 'battery';
  if (isCharging === true) return 'charging';
  if (isConnected === true && isCharging === false) return 'held';
  const state = number(info['state']);
  if (state === UNPLUGGED) return 'battery';
  if (state === FULL) return 'held';
  return state === CHARGING ? (isCharging === false ? 'held' : 'charging') : null;
}

function isCharging(info: Json, advanced: Json): boolean | null {
  const reported = flag(advanced['IsCharging']);
  if (reported !== null) return reported;
  const state = number(info['state']);
  return state === null || state === 0 ? null : state === CHARGING;
}

function flag(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null;
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

const TWO_TO_63 = 2 ** 63;

/**
 * Numbers of 64 bits may arrive as digits, and negative ones as their two's complement: 18446744073709546980 is −4636.
 * One that arrives as a number has lost its last digits, and is no value.
 */
function number(value: unknown): number | null {
  if (typeof value === 'string' && /^-?\d+$/.test(value)) return Number(BigInt.asIntN(64, BigInt(value)));
  return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) < TWO_TO_63 ? value : null;
}
