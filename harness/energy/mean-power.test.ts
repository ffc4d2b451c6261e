import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { lengthMs } from './aligned.ts';
import { CHARGING, HELD, HELD_LATER } from './golden-dumps.fixture.ts';
import { meanPower } from './mean-power.ts';
import { at, steady } from './readings.fixture.ts';

test('the mean load of a Mac between two public dumps lies between its instant loads', () => {
  const power = meanPower('load', {
    start: { atMs: 0, uncertainMs: 0, reading: CHARGING },
    between: [],
    end: { atMs: 69_553_000, uncertainMs: 0, reading: HELD_LATER },
  });
  // 1,183,344,478 mW summed over 69,553 ticks.
  expect(power).toEqual({ kind: 'known', watts: 1_183_344_478 / 69_553 / 1000, confidence: 'measured' });
  if (power.kind !== 'known') return;
  expect(power.watts).toBeGreaterThan((HELD_LATER.loadMilliwatts ?? 0) / 1000);
  expect(power.watts).toBeLessThan((CHARGING.loadMilliwatts ?? 0) / 1000);
});

test('the unit of the load counter is a milliwatt a tick: since the start its mean is of the size of the load', () => {
  const mean = (HELD.accumulatedLoadMilliwatts ?? 0) / (HELD.loadTicks ?? 0);
  expect(Math.abs(mean / (HELD.loadMilliwatts ?? 0) - 1)).toBeLessThan(0.05);
});

test('the load is read whatever supplies the phone', () => {
  for (const supply of ['battery', 'held', 'charging'] as const) {
    const power = meanPower('load', steady(0, 200, 4.5, { supply }));
    expect(power).toEqual({ kind: 'known', watts: expect.closeTo(4.5, 9), confidence: 'measured' });
  }
});

test('constant current gives volts times amperes, however it is sampled', () => {
  const gaps = fc.array(fc.integer({ min: 1, max: 60_000 }), { minLength: 1 });
  fc.assert(
    fc.property(gaps, fc.integer({ min: 1, max: 3000 }), (all, milliamps) => {
      let nowMs = 0;
      const told = { millivolts: 4000, milliamps: -milliamps };
      const readings = [at(0, told), ...all.map((gap) => at((nowMs += gap), told))];
      const [start, end] = [readings[0] ?? at(0), readings.at(-1) ?? at(0)];
      const power = meanPower('current', { start, end, between: readings.slice(1, -1).map(({ reading }) => reading) });
      expect(power).toEqual({ kind: 'known', watts: expect.closeTo(milliamps * 0.004, 9), confidence: 'derived' });
    }),
  );
});

test('current into the battery is never consumption', () => {
  const out = { millivolts: 4000, milliamps: -500 };
  for (const reading of [
    { millivolts: 4000, milliamps: 1926 },
    { millivolts: 4000, milliamps: 0 },
    { millivolts: 4000, milliamps: -500, supply: 'charging' as const },
  ]) {
    const stretch = { start: at(0, out), between: [at(20_000, reading).reading], end: at(40_000, out) };
    expect(meanPower('current', stretch)).toMatchObject({ kind: 'missing', reason: expect.stringContaining('into') });
  }
});

test('lost charge times voltage is energy, and is called coarse', () => {
  const [start, end] = [
    at(0, { milliampHours: 2500, millivolts: 4000 }),
    at(1_000_000, { milliampHours: 2400, millivolts: 3800 }),
  ];
  // 100 mAh at 3.9 V in 1000 s.
  const power = meanPower('capacity', { start, between: [], end });
  expect(power).toEqual({ kind: 'known', watts: expect.closeTo(1.404, 9), confidence: 'coarse' });
  expect(meanPower('capacity', { start: end, between: [], end: { ...start, atMs: 2_000_000 } }).kind).toBe('missing');
});

test('no phone ever uses nothing: a counter that stands still is no value, and says so', () => {
  const { start, end } = steady(0, 200, 4.5);
  const standing = { ...end, reading: { ...start.reading, readMs: end.atMs } };
  expect(meanPower('load', { start, between: [], end: standing })).toEqual({
    kind: 'missing',
    reason: 'the load counter stood still',
  });
  const ticking = { ...standing, reading: { ...standing.reading, loadTicks: 50_200 } };
  expect(meanPower('load', { start, between: [], end: ticking }).kind).toBe('missing');
  expect(meanPower('load', { start: end, between: [], end: start }).kind).toBe('missing');
});

test('the time between two renewals comes from the clock that saw them more sharply', () => {
  const sharp = { start: at(100, { renewedMs: 5_010 }), end: at(1_900, { renewedMs: 6_510 }) };
  expect(lengthMs(sharp)).toBe(1_500);
  // A device that stamps whole seconds knows less than looks that lie close together, and more than those of a busy host.
  const [whole, later] = [at(100, { renewedMs: 5_000 }), at(21_900, { renewedMs: 26_000 })];
  expect(lengthMs({ start: whole, end: later })).toBe(21_800);
  expect(lengthMs({ start: { ...whole, uncertainMs: 3_000 }, end: later })).toBe(21_000);
  expect(lengthMs({ start: at(0), end: at(700, { renewedMs: 1 }) })).toBe(700);
});
