import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { deviceState, powerReading, unsignedCounter } from './telemetry.ts';

const battery = {
  level: 0.8,
  state: 1,
  advanced: {
    UpdateTime: 1_760_000_000,
    IsCharging: false,
    Temperature: 2940,
    Voltage: 4012,
    InstantAmperage: -310,
    AppleRawCurrentCapacity: 2500,
    PowerTelemetryData: {
      SystemLoad: 1244,
      SystemPowerIn: 0,
      BatteryPower: -1244,
      AccumulatedSystemLoad: 41_000,
      SystemLoadAccumulatorCount: 33,
      PowerTelemetryErrorCount: 0,
    },
  },
};
const at = new Date('2026-01-02T03:04:05Z');

test('a device state is what the battery and the device tell', () => {
  expect(deviceState(battery, { thermalState: 2 }, at)).toEqual({
    at: '2026-01-02T03:04:05.000Z',
    thermal: 'serious',
    batteryPercent: 80,
    charging: false,
    supply: 'battery',
    lowPowerMode: null,
    temperatureC: 29.4,
  });
});

test('what is not reported is null, the thermal state too', () => {
  const state = deviceState({ level: -1, state: 0, advanced: {} }, {}, at);
  expect(deviceState({}, { thermalState: 9 }, at).thermal).toBeNull();
  expect(state).toMatchObject({ thermal: null, batteryPercent: null, charging: null, temperatureC: null });
  expect(powerReading({ level: 0.5 }, 7, null)).toEqual({
    readMs: 7,
    renewedMs: null,
    supply: null,
    millivolts: null,
    milliamps: null,
    milliampHours: null,
    loadMilliwatts: null,
    inputMilliwatts: null,
    batteryMilliwatts: null,
    accumulatedLoadMilliwatts: null,
    loadTicks: null,
    errors: null,
  });
});

test('charging is told by the power source, else by the battery state', () => {
  expect(deviceState({ state: 2 }, {}, at).charging).toBe(true);
  expect(deviceState({ state: 3 }, {}, at).charging).toBe(false);
  expect(deviceState({ state: 2, advanced: { IsCharging: false } }, {}, at).charging).toBe(false);
});

test('what powers the phone is told by the power source, else by the battery state', () => {
  const supply = (info: unknown): unknown => powerReading(info, 0, null).supply;
  const adapter = { ExternalConnected: true };
  expect(supply({ state: 2, advanced: { ...adapter, IsCharging: true } })).toBe('charging');
  // Held at a limit: connected, and not charging.
  expect(supply({ state: 2, advanced: { ...adapter, IsCharging: false } })).toBe('held');
  expect(supply({ state: 2, advanced: { ExternalConnected: false, IsCharging: false } })).toBe('battery');
  expect([1, 2, 3, 0].map((state) => supply({ state }))).toEqual(['battery', 'charging', 'held', null]);
});

test('a temperature of 0 is none', () => {
  expect(deviceState({ advanced: { Temperature: 0 } }, {}, at).temperatureC).toBeNull();
});

test('a power reading has what the phone tells, in its own units', () => {
  expect(powerReading(battery, 12, null)).toEqual({
    readMs: 12,
    renewedMs: 1_760_000_000_000,
    supply: 'battery',
    millivolts: 4012,
    milliamps: -310,
    milliampHours: 2500,
    loadMilliwatts: 1244,
    inputMilliwatts: 0,
    batteryMilliwatts: -1244,
    accumulatedLoadMilliwatts: 41_000,
    loadTicks: 33,
    errors: 0,
  });
});

test('numbers of 64 bits that arrive as digits are read, negative ones by their two’s complement', () => {
  const advanced = {
    InstantAmperage: '18446744073709551306',
    PowerTelemetryData: { AccumulatedSystemLoad: '5461302275044', BatteryPower: '18446744073709546980' },
  };
  const reading = powerReading({ advanced }, 0, null);
  expect(reading).toMatchObject({
    milliamps: -310,
    batteryMilliwatts: -4636,
    accumulatedLoadMilliwatts: 5_461_302_275_044,
  });
});

test('a two’s complement that arrives as a number has lost its digits, and is no value', () => {
  const milliamps = Number('18446744073709551306');
  expect(powerReading({ advanced: { InstantAmperage: milliamps } }, 0, null).milliamps).toBeNull();
});

test('a charging current of one byte that was decoded with a sign flows into the battery', () => {
  const advanced = { ExternalConnected: true, IsCharging: true, InstantAmperage: -56 };
  expect(powerReading({ advanced }, 0, null).milliamps).toBe(200);
  expect(powerReading({ advanced: { ...advanced, ExternalConnected: false } }, 0, null).milliamps).toBe(-56);
});

test('counters that were decoded with a sign get back the value they had', () => {
  expect(unsignedCounter(-56, 0)).toBe(200);
  expect(unsignedCounter(-25_536, 0)).toBe(40_000);
  expect(unsignedCounter(-1_794_967_296, 0)).toBe(2_500_000_000);
  expect(unsignedCounter(-56, 65_000)).toBe(65_480);
});

test('a growing counter survives signed decoding whatever its width', () => {
  const signed = (value: number): number => {
    const width = [8, 16, 32].find((bits) => value < 2 ** bits) ?? 64;
    return width < 64 && value >= 2 ** (width - 1) ? value - 2 ** width : value;
  };
  fc.assert(
    fc.property(fc.nat(2 ** 31), fc.nat(1000), (start, step) => {
      expect(unsignedCounter(signed(start + step), start)).toBe(start + step);
    }),
  );
});
