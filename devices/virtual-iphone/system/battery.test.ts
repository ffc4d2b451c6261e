import { expect, onTestFinished, test } from 'vitest';
import { powerReading } from '#devices/ios/telemetry.ts';
import { type PowerReading, SUPPLY_STATES } from '#harness/domain/power.ts';
import type { AlignedReading } from '#harness/energy/aligned.ts';
import { balanceOf } from '#harness/energy/balance.ts';
import { firstBreach } from '#harness/energy/breach.ts';
import { meanPower } from '#harness/energy/mean-power.ts';
import { TELEMETRY_TROUBLES } from './gauge.ts';
import { Battery, type TelemetryFault } from './battery.ts';
import type { VirtualPhoneSpec } from '#devices/virtual-iphone/phone-spec.ts';
import { IDLE_WATTS, JOULES_PER_CPU_SECOND } from './power.ts';
import { eventually, specOf } from '#devices/virtual-iphone/virtual-iphone.fixture.ts';

function batteryWith(
  cpuMs: () => number,
  powerRefreshMs = 20,
  changes: Partial<VirtualPhoneSpec> = {},
  fault: TelemetryFault | null = null,
): Battery {
  const meter = {
    sample: () => Promise.resolve(),
    get totalCpuMs() {
      return cpuMs();
    },
  };
  const battery = new Battery(specOf({ powerRefreshMs, batteryPercent: 80, ...changes }), meter, () => fault);
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

function ticksOf(battery: Battery): number {
  return told(battery).telemetry['SystemLoadAccumulatorCount'] ?? 0;
}

test('between two renewals no counter changes, however much is used', async () => {
  let cpuMs = 0;
  const battery = batteryWith(() => cpuMs, 60_000);
  const before = battery.registryEntry();
  cpuMs = 5_000;
  const after = battery.registryEntry();
  for (const key of ['PowerTelemetryData', 'UpdateTime', 'AppleRawCurrentCapacity'])
    expect(after[key]).toEqual(before[key]);
});

test('the current changes more often than the counters: a changed reading is not a renewal', async () => {
  const battery = batteryWith(() => 0, 600);
  const currents = new Map<number, Set<unknown>>();
  const seenAtOneCount = await eventually(() => {
    const seen = currents.get(ticksOf(battery)) ?? new Set();
    currents.set(ticksOf(battery), seen.add(battery.registryEntry()['InstantAmperage']));
    return seen.size > 1 ? seen : null;
  });
  expect(seenAtOneCount.size).toBe(2);
});

test('a renewal accounts for time and CPU time since the one before, in whole ticks', async () => {
  let cpuMs = 0;
  const battery = batteryWith(() => cpuMs);
  const start = await eventually(() => (ticksOf(battery) > 0 ? told(battery) : null));
  cpuMs = 2_000;
  const end = await eventually(() => (told(battery).updated > start.updated + 0.1 ? told(battery) : null));
  const grown = (name: string): number => (end.telemetry[name] ?? 0) - (start.telemetry[name] ?? 0);
  // 20 ticks a renewal of 20 ms.
  expect(grown('SystemLoadAccumulatorCount')).toBeCloseTo((end.updated - start.updated) * 1000, 3);
  const millijoules =
    (grown('AccumulatedSystemLoad') / grown('SystemLoadAccumulatorCount')) * (end.updated - start.updated);
  const expected = (end.updated - start.updated) * IDLE_WATTS * 1000 + 2 * JOULES_PER_CPU_SECOND * 1000;
  expect(Math.abs(millijoules / expected - 1)).toBeLessThan(0.001);
});

test('on battery, current times voltage is the load and the counter of the adapter’s energy stands still', async () => {
  const battery = batteryWith(() => 0, 20);
  await eventually(() => (ticksOf(battery) > 60 ? true : null));
  const entry = battery.registryEntry();
  const watts = (Number(entry['InstantAmperage']) * Number(entry['Voltage'])) / 1e6;
  // The current ripples by a few milliamperes.
  expect(Math.abs(watts + IDLE_WATTS)).toBeLessThan(0.02);
  expect(entry).toMatchObject({ CurrentCapacity: 80, IsCharging: false, ExternalConnected: false });
  expect(told(battery).telemetry).toMatchObject({ SystemPowerIn: 0, AccumulatedSystemEnergyConsumed: 0 });
});

test('a cable that is moved shows from the next renewal on', async () => {
  const battery = batteryWith(() => 0, 20);
  battery.setPercent(12);
  battery.setSupply('charging');
  await eventually(() => (battery.summary().state === 2 ? true : null));
  const entry = battery.registryEntry();
  expect(entry).toMatchObject({ CurrentCapacity: 12, IsCharging: true, ExternalConnected: true });
  expect(Number(entry['InstantAmperage'])).toBeGreaterThan(0);
  battery.setSupply('held');
  await eventually(() => (battery.summary().state === 3 ? true : null));
  expect(battery.registryEntry()).toMatchObject({ IsCharging: false, ExternalConnected: true, InstantAmperage: 0 });
});

test('the driver’s reading balances in every supply state', async () => {
  for (const supply of SUPPLY_STATES) {
    const battery = batteryWith(() => 0, 20, { supply });
    await eventually(() => (ticksOf(battery) > 20 ? true : null));
    const reading = powerReading({ ...battery.summary(), advanced: battery.registryEntry() }, 0, null);
    expect(reading.supply).toBe(supply);
    expect(balanceOf(reading)).toMatchObject({ holds: true });
  }
});

test.each(TELEMETRY_TROUBLES)('telemetry that %s is noticed by who reads it', async (how) => {
  const battery = batteryWith(() => 0, 20, {}, { how, everyRenewals: 1 });
  const read = (): PowerReading => powerReading({ advanced: battery.registryEntry() }, performance.now(), null);
  const first = await eventually(() => ((read().loadTicks ?? 0) > 0 ? read() : null));
  const last = await eventually(() => ((read().loadTicks ?? 0) > (first.loadTicks ?? 0) ? read() : null));
  const aligned = (reading: PowerReading): AlignedReading => ({ reading, atMs: reading.readMs, uncertainMs: 0 });
  const stretch = { start: aligned(first), between: [], end: aligned(last) };
  const isBreached = firstBreach([first, last], { tickMs: 1, slackMs: 1e6 }) !== null;
  expect(isBreached || meanPower('load', stretch).kind === 'missing').toBe(true);
});

test('a phone that hides its temperature or its telemetry reports none', () => {
  const entry = batteryWith(() => 0, 60_000, { hidesTemperature: true, hidesTelemetry: true }).registryEntry();
  expect(entry['Temperature']).toBe(0);
  expect(entry).not.toHaveProperty('PowerTelemetryData');
});
