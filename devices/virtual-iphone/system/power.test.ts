import { expect, test } from 'vitest';
import {
  ADAPTER_WATTS,
  advancePower,
  AMBIENT_C,
  EMPTY_VOLTS,
  FULL_VOLTS,
  IDLE_WATTS,
  initialPower,
  JOULES_PER_CPU_SECOND,
  KELVIN_PER_WATT,
  type PowerStep,
  stepJoules,
  volts,
} from './power.ts';

const CAPACITY = 3000;
const idle = (elapsedMs: number): PowerStep => ({
  elapsedMs,
  cpuMs: 0,
  capacityMilliampHours: CAPACITY,
  supply: 'battery',
});

test('energy is idle power over time plus a fixed energy a CPU second', () => {
  expect(stepJoules({ elapsedMs: 10_000, cpuMs: 0 })).toBeCloseTo(10 * IDLE_WATTS, 12);
  expect(stepJoules({ elapsedMs: 0, cpuMs: 4_000 })).toBeCloseTo(4 * JOULES_PER_CPU_SECOND, 12);
});

test('two short steps use the energy of one long step', () => {
  const start = initialPower(0, 2400);
  const twice = advancePower(advancePower(start, { ...idle(400), cpuMs: 300 }), { ...idle(600), cpuMs: 500 });
  const once = advancePower(start, { ...idle(1000), cpuMs: 800 });
  expect(twice.energyMillijoules).toBeCloseTo(once.energyMillijoules, 9);
  expect(twice.atMs).toBe(once.atMs);
  expect(twice.temperatureC).toBeCloseTo(once.temperatureC, 3);
});

test('the battery loses the energy that was used', () => {
  const start = initialPower(0, 2400);
  const end = advancePower(start, { ...idle(60_000), cpuMs: 60_000 });
  const lostJoules = (start.chargeMilliampHours - end.chargeMilliampHours) * volts(start, CAPACITY) * 3.6;
  expect(lostJoules).toBeCloseTo(end.energyMillijoules / 1000, 9);
});

test('a battery that is held keeps its charge, one that is charged gets what the load leaves', () => {
  const held = advancePower(initialPower(0, 2400), { ...idle(60_000), supply: 'held' });
  expect(held.chargeMilliampHours).toBe(2400);
  const charged = advancePower(initialPower(0, 2400), { ...idle(60_000), supply: 'charging' });
  const gainedJoules = (charged.chargeMilliampHours - 2400) * volts(initialPower(0, 2400), CAPACITY) * 3.6;
  expect(gainedJoules).toBeCloseTo(60 * (ADAPTER_WATTS - IDLE_WATTS), 6);
  for (const { energyMillijoules } of [held, charged]) expect(energyMillijoules).toBeCloseTo(60_000 * IDLE_WATTS, 6);
});

test('an adapter never takes from the battery, and never fills it beyond its capacity', () => {
  const full = advancePower(initialPower(0, CAPACITY), { ...idle(60_000), supply: 'charging' });
  expect(full.chargeMilliampHours).toBe(CAPACITY);
  const busy = advancePower(initialPower(0, 2400), { ...idle(60_000), cpuMs: 600_000, supply: 'charging' });
  expect(busy.chargeMilliampHours).toBe(2400);
});

test('the charge never falls below nothing', () => {
  expect(advancePower(initialPower(0, 0.001), idle(3_600_000)).chargeMilliampHours).toBe(0);
});

test('the temperature settles where the power puts it', () => {
  const end = advancePower(initialPower(0, 2400), { ...idle(1e8), cpuMs: 1e8 });
  expect(end.temperatureC).toBeCloseTo(AMBIENT_C + (IDLE_WATTS + JOULES_PER_CPU_SECOND) * KELVIN_PER_WATT, 6);
});

test('the voltage goes with the charge', () => {
  expect(volts(initialPower(0, 0), CAPACITY)).toBe(EMPTY_VOLTS);
  expect(volts(initialPower(0, CAPACITY), CAPACITY)).toBe(FULL_VOLTS);
});

test('a step without time changes nothing', () => {
  const state = initialPower(0, 2400);
  expect(advancePower(state, idle(0))).toBe(state);
});
