import { expect, test } from 'vitest';
import { aLaunch, aMeasured } from '#harness/compare/run.fixture.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { Energy, Measured } from '#harness/domain/measured.ts';
import { energySentence } from './energy.ts';

const launches = (...changes: readonly Partial<Measured>[]): readonly Launch[] =>
  changes.map((each, block) => aLaunch({ deviceId: 'a', pass: 'energy', block, arm: 'candidate' }, aMeasured(each)));

const ENERGY: Energy = {
  totalJoules: 1800,
  windowMs: 400_000,
  idleWatts: 0.9,
  idle: { beforeWatts: 0.8, afterWatts: 1 },
  errorJoules: 72,
  refreshes: 20,
  confidence: 'measured',
  supply: 'battery',
};

test('a device says how its energy was read, how it idled, and how far a launch may be off', () => {
  // 72 of 1800 − .9 · 400 = 1440 J.
  expect(energySentence(launches({ energy: ENERGY }, { energy: { ...ENERGY, errorJoules: 36 } }))).toBe(
    'Energy: measured by the load counter of the phone; idle 0.80 to 1.00 W; stated error of one launch at most 5 % of its energy above idle.',
  );
});

test('launches without energy say why, each reason once', () => {
  const still = { noEnergy: 'the load counter stood still' };
  expect(energySentence(launches(still, still))).toBe('Energy: no energy in 2 launches: the load counter stood still.');
});

test('energy of earlier versions states no error', () => {
  const { idle: _idle, errorJoules: _error, supply: _supply, ...old } = ENERGY;
  expect(energySentence(launches({ energy: { ...old, confidence: 'coarse' } }))).toBe(
    'Energy: coarse, from the charge that the battery lost; idle 0.90 W; no error stated.',
  );
});

test('where no pass measured energy nothing is said', () => {
  expect(energySentence(launches({}))).toBeNull();
});
