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
  expect(readiness(limits, cool, null)).toEqual({ kind: 'ready' });
});

test('heat, Low Power Mode and charge outside the window each hold a launch back', () => {
  expect(readiness(limits, { ...cool, thermal: 'fair' }, null)).toMatchObject({ reason: 'thermal' });
  expect(readiness(limits, { ...cool, lowPowerMode: true }, null)).toMatchObject({ reason: 'lowPower' });
  expect(readiness(limits, { ...cool, batteryPercent: 29 }, null)).toMatchObject({ reason: 'battery' });
  expect(readiness(limits, { ...cool, batteryPercent: 91 }, null)).toMatchObject({ reason: 'battery' });
});

test('what a phone does not report is no reason to wait', () => {
  const silent = { ...cool, thermal: null, batteryPercent: null, supply: null, lowPowerMode: null };
  expect(readiness({ ...limits, supplies: ['held'] }, silent, 'held')).toEqual({ kind: 'ready' });
});

test('a supply that the suite does not accept holds a launch back, and says what is accepted', () => {
  const supplies = ['battery', 'held'] as const;
  for (const supply of supplies)
    expect(readiness({ ...limits, supplies }, { ...cool, supply }, null).kind).toBe('ready');
  expect(readiness({ ...limits, supplies }, { ...cool, supply: 'charging' }, null)).toEqual({
    kind: 'notReady',
    reason: 'supply',
    message: 'the phone is charging; the suite wants it on battery or on an adapter, battery held',
  });
});

test('both launches of a block have one supply, whichever the suite accepts', () => {
  expect(readiness(limits, { ...cool, supply: 'held' }, 'held')).toEqual({ kind: 'ready' });
  expect(readiness(limits, { ...cool, supply: 'charging' }, 'held')).toMatchObject({
    reason: 'otherSupply',
    message: expect.stringContaining('in the other launch of the block it was on an adapter, battery held'),
  });
});
