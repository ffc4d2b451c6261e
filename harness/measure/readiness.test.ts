import { expect, test } from 'vitest';
import type { DeviceState } from '#harness/domain/device.ts';
import { readiness } from './readiness.ts';

const limits = { minBatteryPercent: 30, maxBatteryPercent: 90, pollMs: 1, timeoutMs: 1 };
const cool: DeviceState = {
  at: '2026-01-01T00:00:00Z',
  thermal: 'nominal',
  batteryPercent: 60,
  charging: false,
  supply: 'battery',
  lowPowerMode: false,
  temperatureC: 30,
};

test('a cool phone with enough charge is ready', () => {
  expect(readiness(limits, cool)).toEqual({ kind: 'ready' });
});

test('heat, Low Power Mode and charge outside the window each hold a launch back', () => {
  expect(readiness(limits, { ...cool, thermal: 'fair' })).toMatchObject({ reason: 'thermal' });
  expect(readiness(limits, { ...cool, lowPowerMode: true })).toMatchObject({ reason: 'lowPower' });
  expect(readiness(limits, { ...cool, batteryPercent: 29 })).toMatchObject({ reason: 'battery' });
  expect(readiness(limits, { ...cool, batteryPercent: 91 })).toMatchObject({ reason: 'battery' });
});

test('what a phone does not report is no reason to wait', () => {
  const silent = { ...cool, thermal: null, batteryPercent: null, lowPowerMode: null };
  expect(readiness(limits, silent)).toEqual({ kind: 'ready' });
});
