import { expect, onTestFinished, test } from 'vitest';
import { Battery } from './battery.ts';
import { IDLE_WATTS, JOULES_PER_CPU_SECOND } from './power.ts';
import { eventually, specOf } from './test-support.ts';

function batteryWith(cpuMs: () => number, powerRefreshMs = 20): Battery {
  const meter = {
    sample: () => Promise.resolve(),
    get totalCpuMs() {
      return cpuMs();
    },
  };
  const battery = new Battery(specOf({ powerRefreshMs, batteryPercent: 80 }), meter);
  onTestFinished(() => battery.close());
  return battery;
}

function told(battery: Battery): { updated: number; telemetry: Record<string, number> } {
  const entry = battery.registryEntry();
  return {
    updated: Number(entry['UpdateTime']),
    telemetry: entry['PowerTelemetryData'] as Record<string, number>,
  };
}

test('between two renewals nothing changes, however much is used', async () => {
  let cpuMs = 0;
  const battery = batteryWith(() => cpuMs, 60_000);
  const before = battery.registryEntry();
  cpuMs = 5_000;
  expect(battery.registryEntry()).toEqual(before);
});

test('a renewal accounts for time and CPU time since the one before', async () => {
  let cpuMs = 0;
  const battery = batteryWith(() => cpuMs);
  const start = await eventually(() =>
    (told(battery).telemetry['SystemLoadAccumulatorCount'] ?? 0) > 0 ? told(battery) : null,
  );
  cpuMs = 2_000;
  const end = await eventually(() => (told(battery).updated > start.updated + 0.1 ? told(battery) : null));
  const millijoules =
    Number(end.telemetry['AccumulatedSystemEnergyConsumed']) -
    Number(start.telemetry['AccumulatedSystemEnergyConsumed']);
  const expected = (end.updated - start.updated) * IDLE_WATTS * 1000 + 2 * JOULES_PER_CPU_SECOND * 1000;
  expect(Math.abs(millijoules - expected)).toBeLessThanOrEqual(2);
});

test('current times voltage is the load, negative while it drains', () => {
  const entry = batteryWith(() => 0, 60_000).registryEntry();
  const watts = (Number(entry['InstantAmperage']) * Number(entry['Voltage'])) / 1e6;
  expect(watts).toBeCloseTo(-IDLE_WATTS, 2);
  expect(entry).toMatchObject({ CurrentCapacity: 80, IsCharging: false, AppleRawMaxCapacity: 3582 });
});

test('charge and charger can be set', () => {
  const battery = batteryWith(() => 0, 60_000);
  battery.setPercent(12);
  battery.setCharging(true);
  expect(battery.summary()).toEqual({ level: 0.12, state: 2 });
  expect(battery.registryEntry()).toMatchObject({ CurrentCapacity: 12, IsCharging: true, ExternalConnected: true });
  expect(Number(battery.registryEntry()['InstantAmperage'])).toBeGreaterThan(0);
});
