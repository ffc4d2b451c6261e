import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PowerReading } from '#devices/appium/telemetry.ts';
import { type AlignedReading, joulesBetween, windowBetween } from './power-window.ts';

const nothing: PowerReading = {
  renewal: 'r',
  renewedMs: null,
  energyCounter: null,
  watts: null,
  remainingJoules: null,
};

function at(atMs: number, reading: Partial<PowerReading>): AlignedReading {
  return { atMs, uncertainMs: 50, reading: { ...nothing, ...reading } };
}

test('energy is the difference of the counter, in the unit that the device counts in', () => {
  const [start, end] = [at(0, { energyCounter: 1000, watts: 9 }), at(1000, { energyCounter: 3500, watts: 9 })];
  expect(joulesBetween(start, end, [start, end], 0.001)).toEqual({ joules: 2.5, confidence: 'measured' });
});

test('a counter that was reset tells nothing', () => {
  const [start, end] = [at(0, { energyCounter: 1000 }), at(1000, { energyCounter: 10 })];
  expect(joulesBetween(start, end, [], 0.001)).toBe(null);
});

test('without a counter power is integrated over its samples', () => {
  const samples = [at(0, { watts: 1 }), at(1000, { watts: 3 }), at(3000, { watts: 3 })];
  const energy = joulesBetween(samples[0] ?? at(0, {}), samples[2] ?? at(0, {}), samples, 1);
  expect(energy).toEqual({ joules: 8, confidence: 'derived' });
});

test('constant power gives power times time, however it is sampled', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 60_000 }), { minLength: 1 }),
      fc.integer({ min: 1, max: 9 }),
      (gaps, watts) => {
        let atMs = 0;
        const samples = [at(0, { watts }), ...gaps.map((gap) => at((atMs += gap), { watts }))];
        const [start, end] = [samples[0], samples.at(-1)];
        const energy = joulesBetween(start ?? at(0, {}), end ?? at(0, {}), samples, 1);
        expect(energy?.joules).toBeCloseTo((watts * atMs) / 1000, 6);
      },
    ),
  );
});

test('with neither counter nor power the charge that was lost is taken, and called coarse', () => {
  const [start, end] = [at(0, { remainingJoules: 500 }), at(1, { remainingJoules: 440 })];
  expect(joulesBetween(start, end, [start, end], 1)).toEqual({ joules: 60, confidence: 'coarse' });
  expect(joulesBetween(end, start, [], 1)).toBe(null);
});

test('a device that tells nothing has no energy', () => {
  expect(joulesBetween(at(0, {}), at(1, {}), [], 1)).toBe(null);
});

test('the time between two renewals is told by the clock that saw them more sharply', () => {
  const [start, end] = [at(100, { renewedMs: 5_010 }), at(1_900, { renewedMs: 6_510 })];
  expect(windowBetween(start, end)).toBe(1_500);
  // A device that stamps whole seconds knows less than looks that lie close together, and more than those of a busy host.
  const [whole, later] = [at(100, { renewedMs: 5_000 }), at(21_900, { renewedMs: 26_000 })];
  expect(windowBetween(whole, later)).toBe(21_800);
  expect(windowBetween({ ...whole, uncertainMs: 3_000 }, later)).toBe(21_000);
  expect(windowBetween(at(0, {}), at(700, { renewedMs: 1 }))).toBe(700);
});
