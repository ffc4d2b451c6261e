import { expect, test } from 'vitest';
import type { DeviceState } from '#harness/domain/device.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { Measured } from '#harness/domain/measured.ts';
import { stateView } from './device-state.ts';

/** Launches of which only the states around them matter here. */
function factOf(
  label: string,
  states: readonly Partial<DeviceState>[],
  reported: readonly Partial<Measured>[] = [],
): string | undefined {
  const launches = states.map((changes, index) => {
    const at = new Date(index * 60_000).toISOString();
    const silent = { at, thermal: null, batteryPercent: null, charging: null, supply: null, lowPowerMode: null };
    return {
      before: { ...silent, temperatureC: null, ...changes },
      after: null,
      timing: { totalMs: 1 },
      outcome: { kind: 'measured', ...reported[index] },
    } as unknown as Launch;
  });
  return stateView(launches, '1970-01-01T00:00:00Z', 'phone')?.facts.find((fact) => fact.label === label)?.value;
}

test.each<[string, readonly DeviceState['thermal'][], string]>([
  ['never reported', [null, null], 'not reported by the device'],
  ['nominal all along', ['nominal', 'nominal'], 'nominal throughout'],
  ['reported now and then', ['nominal', null, 'nominal'], 'nominal in all of 2 readings, 1 not reported'],
  ['warm at times', ['nominal', null, 'fair'], 'fair in 1 of 2 readings'],
])('a thermal state that was %s', (_what, thermals, value) => {
  expect(
    factOf(
      'Thermal state',
      thermals.map((thermal) => ({ thermal })),
    ),
  ).toBe(value);
});

test('brightness of the screen is what the apps report, and charging where the phone does not say', () => {
  const apps = [{ charging: true, display: { brightness: 0.4 } }, { display: { brightness: 0.6 } }];
  expect(factOf('Screen brightness', [{}, {}], apps)).toBe('40 % to 60 %');
  expect(factOf('Screen brightness', [{}, {}], apps.slice(0, 1))).toBe('40 %');
  expect(factOf('Screen brightness', [{}, {}])).toBeUndefined();
  expect(factOf('Charging', [{}, {}], apps)).toBe('yes');
  expect(factOf('Charging', [{ charging: false }, {}], apps)).toBe('no');
});

test('Low Power Mode is what the app reported', () => {
  expect(factOf('Low Power Mode', [{}, {}])).toBe('not reported by the device');
  expect(factOf('Low Power Mode', [{}, { lowPowerMode: true }])).toBe('yes');
});

test('what powered a phone is shown in words, each way once', () => {
  expect(factOf('Power supply', [{}, {}])).toBe('not reported by the device');
  expect(factOf('Power supply', [{ supply: 'held' }, {}, { supply: 'held' }])).toBe('on an adapter, battery held');
  expect(factOf('Power supply', [{ supply: 'charging' }, { supply: 'battery' }])).toBe('on battery and charging');
});
