import { expect, test } from 'vitest';
import type { PowerReading } from '#harness/domain/power.ts';
import { launchEnergy, type LaunchReadings } from './launch-energy.ts';
import { aReading, at, launchStretches, steady, TICK_MS } from './readings.fixture.ts';
import { energySource, isRenewed, whyNoSource } from './renewal.ts';
import { plannedErrorShare, statedErrorJoules } from './stated-error.ts';

function launched(watts: number, changes: Partial<LaunchReadings> = {}): LaunchReadings {
  return {
    source: 'load',
    ...launchStretches([80, 0.8], [400, watts], [80, 1]),
    refreshMs: 20_000,
    tickMs: TICK_MS,
    ...changes,
  };
}

test('energy is mean power times the window, idle power the mean of before and after', () => {
  const reading = launchEnergy(launched(4.5));
  expect(reading).toMatchObject({
    kind: 'known',
    energy: { windowMs: 400_000, refreshes: 20, confidence: 'measured', supply: 'battery' },
  });
  if (reading.kind !== 'known') return;
  expect(reading.energy.totalJoules).toBeCloseTo(1800, 6);
  expect(reading.energy.idleWatts).toBeCloseTo(0.9, 9);
  expect(reading.energy.idle?.beforeWatts).toBeCloseTo(0.8, 9);
  expect(reading.energy.idle?.afterWatts).toBeCloseTo(1, 9);
});

test('a build that uses 8 % more shows 8 % more energy above idle', () => {
  const active = (watts: number): number => {
    const reading = launchEnergy(launched(watts));
    if (reading.kind !== 'known') throw new Error(JSON.stringify(reading));
    return reading.energy.totalJoules - (reading.energy.idleWatts * reading.energy.windowMs) / 1000;
  };
  expect(active(0.9 + 3.6 * 1.08) / active(0.9 + 3.6)).toBeCloseTo(1.08, 9);
});

test('a cable that is moved in the window, or beside it, is a breach', () => {
  const { window, after } = launched(4.5);
  const plugged = { supply: 'held' as const, inputMilliwatts: 4500, batteryMilliwatts: 0 };
  const moved = {
    ...window,
    between: window.between.map((each, index) => (index === 9 ? { ...each, ...plugged } : each)),
  };
  expect(launchEnergy(launched(4.5, { window: moved }))).toMatchObject({ kind: 'breach', breach: { kind: 'supply' } });
  const idling = { ...plugged, inputMilliwatts: 1000 };
  const late = { ...after, start: { ...after.start, reading: { ...after.start.reading, ...idling } } };
  expect(launchEnergy(launched(4.5, { after: late }))).toMatchObject({ kind: 'breach', breach: { kind: 'supply' } });
});

test('a counter that stands still in any stretch leaves no energy, and says why', () => {
  const { before } = launched(4.5);
  const standing = {
    ...before,
    between: [],
    end: { ...before.end, reading: { ...before.start.reading, readMs: 80_000 } },
  };
  expect(launchEnergy(launched(4.5, { before: standing }))).toEqual({
    kind: 'missing',
    reason: 'the load counter stood still',
  });
});

test('telemetry that is renewed less often than it is said to be states a larger error', () => {
  const error = (readings: LaunchReadings): number => {
    const reading = launchEnergy(readings);
    return reading.kind === 'known' ? (reading.energy.errorJoules ?? 0) : 0;
  };
  const { window } = launched(4.5);
  const stale = window.between.map((each, index) => ({
    ...(window.between[index - (index % 3)] ?? each),
    readMs: each.readMs,
  }));
  const slow = launched(4.5, { window: { ...window, between: stale } });
  expect(error(slow)).toBeGreaterThan(1.5 * error(launched(4.5)));
});

test('the stated error is that of two edges and of the idle power that is subtracted', () => {
  const idle = { beforeWatts: 0, afterWatts: 0, beforeMs: 80_000, afterMs: 80_000 };
  // 4.5 W · 20 s · √2 / √3.
  const edges = statedErrorJoules({ watts: 4.5, windowMs: 400_000, renewalMs: 20_000, idle });
  expect(edges).toBeCloseTo(73.4847, 4);
  const wandering = { beforeWatts: 0.8, afterWatts: 1, beforeMs: 80_000, afterMs: 80_000 };
  // Idle: ½ √(.8² + 1²) · 20 · √2 / √3 / 80 W and .2 / √12 W, both over 400 s.
  const idleWatts = Math.hypot((Math.hypot(0.8, 1) / 2) * 0.204_124, 0.057_735);
  expect(statedErrorJoules({ watts: 4.5, windowMs: 400_000, renewalMs: 20_000, idle: wandering })).toBeCloseTo(
    Math.hypot(73.4847, 400 * idleWatts),
    2,
  );
});

test('twenty renewals are enough to find 8 %, ten are not', () => {
  expect(plannedErrorShare(20)).toBeLessThan(0.08);
  expect(plannedErrorShare(10)).toBeGreaterThan(0.08);
});

test('the load counter is read first, current and charge on battery only', () => {
  const current = { millivolts: 4000, milliamps: -300 };
  expect(energySource(steady(0, 20, 1, { supply: 'charging' }).start.reading)).toBe('load');
  expect(energySource(aReading(current))).toBe('current');
  expect(energySource(aReading({ millivolts: 4000, milliampHours: 2500 }))).toBe('capacity');
  const charging = aReading({ ...current, supply: 'charging' });
  expect(energySource(charging)).toBeNull();
  expect(whyNoSource(charging)).toMatch(/is charging: what flows into a battery is not consumption$/);
  expect(whyNoSource(aReading({ supply: null }))).toContain('no power supply');
});

test('only the key that is read makes a renewal', () => {
  const [before, after] = [
    at(0, { loadTicks: 5, milliamps: -1 }).reading,
    at(9, { loadTicks: 5, milliamps: -2 }).reading,
  ];
  expect(isRenewed('load', before, after)).toBe(false);
  expect(isRenewed('current', before, after)).toBe(true);
  expect(isRenewed('load', before, { ...after, loadTicks: 6 })).toBe(true);
});

test('readings that balance on average only give energy where the devices file says so, with a wider stated error', () => {
  const { before, window, after } = launched(4.5);
  // At both ends of the work the battery's power is that of the renewal before.
  const late = (changed: Partial<PowerReading>, index: number) => (each: PowerReading, at: number) =>
    at === index ? { ...each, ...changed } : each;
  const odd = {
    window: { ...window, between: window.between.map(late({ batteryMilliwatts: -800 }, 0)) },
    after: { ...after, between: after.between.map(late({ batteryMilliwatts: -4500 }, 0)) },
    before,
  };
  expect(launchEnergy(launched(4.5, odd))).toMatchObject({ kind: 'breach', breach: { kind: 'telemetry' } });
  const plain = launchEnergy(launched(4.5));
  const mean = launchEnergy(launched(4.5, { ...odd, balance: 'mean' }));
  if (plain.kind !== 'known' || mean.kind !== 'known') throw new Error('no energy');
  expect(mean.energy.totalJoules).toBe(plain.energy.totalJoules);
  expect(mean.energy.errorJoules).toBeGreaterThan(plain.energy.errorJoules ?? Number.NaN);
  expect(launchEnergy(launched(4.5, { balance: 'mean' }))).toEqual(plain);
});

test('what does not balance on average either is a breach', () => {
  const { window } = launched(4.5);
  const off = { ...window, between: window.between.map((each) => ({ ...each, batteryMilliwatts: -3000 })) };
  const reading = launchEnergy(launched(4.5, { window: off, balance: 'mean' }));
  expect(reading).toMatchObject({ kind: 'breach', breach: { message: expect.stringContaining('on average over') } });
});
