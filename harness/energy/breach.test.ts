import { expect, test } from 'vitest';
import type { PowerReading } from '#harness/domain/power.ts';
import { balanceOf } from './balance.ts';
import { breachBetween, firstBreach } from './breach.ts';
import { CHARGING, HELD, HELD_LATER } from './golden-dumps.fixture.ts';
import { aReading, steady, TICK_MS } from './readings.fixture.ts';
import { readingsOf } from './aligned.ts';

const OPTIONS = { tickMs: TICK_MS, slackMs: 1000 };
const DISCHARGING = aReading({ loadMilliwatts: 4636, batteryMilliwatts: -4636, inputMilliwatts: 0 });

test('power in is power used in every supply state of the public dumps, to a milliwatt', () => {
  for (const dump of [HELD, HELD_LATER, CHARGING, DISCHARGING]) {
    const balance = balanceOf(dump);
    expect(balance).toMatchObject({ holds: true });
    expect(balance?.suppliedMilliwatts).toBe(balance?.usedMilliwatts);
  }
});

test('the sign of the battery’s power is given by the supply state, not by the key', () => {
  for (const reading of [CHARGING, DISCHARGING]) {
    const other = { ...reading, batteryMilliwatts: -(reading.batteryMilliwatts ?? 0) };
    expect(balanceOf(other)).toMatchObject({ holds: true });
  }
});

test('on battery, what the adapter last delivered is old and counts for nothing', () => {
  expect(balanceOf({ ...DISCHARGING, inputMilliwatts: 13_000 })).toMatchObject({ holds: true });
});

test('2 % are allowed and not more; a missing value does not count against a phone', () => {
  const off = (factor: number): PowerReading => ({ ...HELD, loadMilliwatts: (HELD.loadMilliwatts ?? 0) * factor });
  expect(balanceOf(off(0.981))?.holds).toBe(true);
  expect(balanceOf(off(0.979))?.holds).toBe(false);
  expect(balanceOf({ ...HELD, batteryMilliwatts: null })).toBeNull();
  expect(balanceOf({ ...HELD, supply: null })).toBeNull();
});

const [start, ...others] = readingsOf(steady(0, 100, 4.5));
const [, , end] = [start, ...others].filter((reading) => reading !== undefined);
const [before, after] = [start ?? aReading(), end ?? aReading()];

test('a steady phone breaches nothing', () => {
  expect(firstBreach(readingsOf(steady(0, 400, 4.5)), OPTIONS)).toBeNull();
  expect(firstBreach([], OPTIONS)).toBeNull();
});

test.each<[string, Partial<PowerReading>, string, string]>([
  ['a cable that is moved', { supply: 'charging' }, 'supply', 'changed from on battery to charging'],
  ['an error of the telemetry', { errors: 1 }, 'telemetry', 'counted errors'],
  ['a counter that falls', { accumulatedLoadMilliwatts: 1 }, 'telemetry', 'fell back'],
  ['a counter that jumps', { accumulatedLoadMilliwatts: 1e14 }, 'telemetry', 'jumped'],
  ['ticks that do not fit the time', { loadTicks: 50_400 }, 'telemetry', '400 ticks of 1 s in 40.0 s'],
  ['power that does not balance', { loadMilliwatts: 5000 }, 'telemetry', 'differ by more than 2 %'],
])('%s is a breach with its reason', (_, changes, kind, message) => {
  const breach = breachBetween(before, { ...after, ...changes }, OPTIONS);
  expect(breach).toEqual({ kind, message: expect.stringContaining(message) });
});

test('a host that reads late is no breach while the phone’s own time fits', () => {
  const late = { ...after, readMs: after.readMs + 60_000 };
  expect(breachBetween(before, late, OPTIONS)).toMatchObject({ kind: 'telemetry' });
  const stamped = { ...late, renewedMs: 1_040_000 };
  expect(breachBetween({ ...before, renewedMs: 1_000_000 }, stamped, OPTIONS)).toBeNull();
});
