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
    PowerTelemetryData: { AccumulatedSystemEnergyConsumed: 41_000 },
  },
};
const at = new Date('2026-01-02T03:04:05Z');

test('a device state is what the battery and the device tell', () => {
  expect(deviceState(battery, { thermalState: 2 }, at)).toEqual({
    at: '2026-01-02T03:04:05.000Z',
    thermal: 'serious',
    batteryPercent: 80,
    charging: false,
    lowPowerMode: null,
    temperatureC: 29.4,
  });
});

test('what is not reported is null, the thermal state too', () => {
  const state = deviceState({ level: -1, state: 0, advanced: {} }, {}, at);
  expect(deviceState({}, { thermalState: 9 }, at).thermal).toBeNull();
  expect(state).toMatchObject({ thermal: null, batteryPercent: null, charging: null, temperatureC: null });
  expect(powerReading({ level: 0.5 }, null)).toEqual({
    renewal: null,
    renewedMs: null,
    energyCounter: null,
    watts: null,
    remainingJoules: null,
  });
});

test('charging is told by the power source, else by the battery state', () => {
  expect(deviceState({ state: 2 }, {}, at).charging).toBe(true);
  expect(deviceState({ state: 3 }, {}, at).charging).toBe(false);
  expect(deviceState({ state: 2, advanced: { IsCharging: false } }, {}, at).charging).toBe(false);
});

test('a power reading has a counter, watts and what the battery still holds', () => {
  const reading = powerReading(battery, null);
  expect(reading).toMatchObject({ energyCounter: 41_000 });
  expect(reading.watts).toBeCloseTo(1.24372, 5);
  expect(reading.remainingJoules).toBeCloseTo(36_108, 5);
});

test('telemetry counts as renewed when any of it has changed', () => {
  const same = powerReading(structuredClone(battery), null);
  const later = powerReading({ ...battery, advanced: { ...battery.advanced, UpdateTime: 1_760_000_020 } }, null);
  expect(same.renewal).toBe(powerReading(battery, null).renewal);
  expect(later.renewal).not.toBe(same.renewal);
});

test('a counter of 64 bits that arrives as text is read', () => {
  const telling = { advanced: { PowerTelemetryData: { AccumulatedSystemEnergyConsumed: '2500000000' } } };
  expect(powerReading(telling, null).energyCounter).toBe(2_500_000_000);
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
