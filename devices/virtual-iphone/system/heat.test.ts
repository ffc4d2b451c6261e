import { assert, double, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { advanceHeat, coolHeat, type Heat } from './heat.ts';

const TEN_MINUTES = 600;

/** Clock of each second of a load. */
function clocksUnder(cores: number, from: Heat = coolHeat(), seconds = TEN_MINUTES): { clocks: number[]; end: Heat } {
  let heat = from;
  const clocks: number[] = [];
  for (let second = 0; second < seconds; second += 1) {
    heat = advanceHeat(heat, { seconds: 1, cores });
    clocks.push(heat.clock);
  }
  return { clocks, end: heat };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
/** The second at which the clock first falls below the full one. */
const kneeOf = (clocks: readonly number[]): number => clocks.findIndex((clock) => clock < 1);
const plateauOf = (clocks: readonly number[]): number => mean(clocks.slice(-clocks.length / 3));

test('an idle phone stays as cool as it is', () => {
  const { clocks, end } = clocksUnder(0);
  expect(new Set(clocks)).toEqual(new Set([1]));
  expect(end.chipC).toBeCloseTo(coolHeat().chipC, 9);
  expect(end.thermal).toBe('nominal');
});

test('a single step of a load warms the chip and the case as first-order systems do', () => {
  // One core at 2.5 W besides .8 W idle: the chip settles 13.2 K above the case, the case at 32.25 °C. One second covers
  // 1 − e^(−1/120) and 1 − e^(−1/900) of the way there, from 3.2 K and from 26 °C.
  const { chipC, caseC } = advanceHeat(coolHeat(), { seconds: 1, cores: 1 });
  expect(caseC).toBeCloseTo(26 + 6.25 * 0.0011104941, 6);
  expect(chipC - caseC).toBeCloseTo(3.2 + 10 * 0.0082987, 5);
});

test('under load the chip gives way first, and the system reports heat after that', () => {
  let heat = coolHeat();
  let knee = 0;
  while (heat.clock === 1) {
    heat = advanceHeat(heat, { seconds: 1, cores: 1 });
    knee += 1;
  }
  expect(heat.thermal).toBe('nominal');
  expect(knee).toBeGreaterThan(60);
  expect(knee).toBeLessThan(400);
  expect(clocksUnder(1).end.thermal).toBe('fair');
});

test('stored heat does not show: nominal again after a rest of ten minutes, and the next knee comes sooner', () => {
  const cold = clocksUnder(2);
  const rested = advanceHeat(cold.end, { seconds: 600, cores: 0 });
  expect(rested).toMatchObject({ thermal: 'nominal', clock: 1 });
  expect(kneeOf(clocksUnder(2, rested).clocks)).toBeLessThan(0.9 * kneeOf(cold.clocks));
  // Half a day later it is as it was.
  const later = advanceHeat(cold.end, { seconds: 40_000, cores: 0 });
  expect(kneeOf(clocksUnder(2, later).clocks)).toBe(kneeOf(cold.clocks));
});

test('more power reaches the knee sooner and leaves less of the clock', () => {
  const [one, two, three] = [1, 2, 3].map((cores) => clocksUnder(cores).clocks);
  if (one === undefined || two === undefined || three === undefined) throw new Error('three loads');
  expect([kneeOf(one) > kneeOf(two), kneeOf(two) > kneeOf(three)]).toEqual([true, true]);
  expect([plateauOf(one) > 1.15 * plateauOf(two), plateauOf(two) > 1.1 * plateauOf(three)]).toEqual([true, true]);
  expect(plateauOf(one)).toBeLessThan(1);
  expect(Math.min(...three)).toBeGreaterThanOrEqual(0.4);
});

test('the same work in steps of any length gives the same heat, as long as the clock is not touched', () => {
  assert(
    property(integer({ min: 1, max: 60 }), double({ min: 0, max: 1, noNaN: true }), (seconds, cores) => {
      const once = advanceHeat(coolHeat(), { seconds, cores });
      const parts = Array.from({ length: 2 * seconds }).reduce<Heat>(
        (heat) => advanceHeat(heat, { seconds: 0.5, cores }),
        coolHeat(),
      );
      expect(parts.caseC).toBeCloseTo(once.caseC, 9);
      expect(parts.chipC).toBeCloseTo(once.chipC, 9);
    }),
    { numRuns: 50 },
  );
});
