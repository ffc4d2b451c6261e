import { expect, test } from 'vitest';
import { aCalibration } from './calibration.fixture.ts';
import { ASSUMED_PROFILE, calibratedProfile } from './profile.ts';
import { aSmallSuite } from './simulation.fixture.ts';

const SUITE = aSmallSuite(['visionEncode'], { iterationsPerLaunch: 16 });

test('a calibrated quantity has the level and the spreads of the device, the others stay assumed', () => {
  const { quantities, lag1 } = calibratedProfile([aCalibration({})], SUITE);
  expect(quantities.visionEncode.level).toBe(80);
  expect(quantities.visionEncode.spread).toMatchObject({ session: 0.03, iteration: 0.02 });
  expect(quantities.prefill).toEqual(ASSUMED_PROFILE.quantities.prefill);
  expect(lag1).toBe(0.2);
});

test('launch, block and iteration together vary as the calibrated launches and blocks did', () => {
  const { launch, block, iteration } = calibratedProfile([aCalibration({})], SUITE).quantities.visionEncode.spread;
  const ofLaunch = launch ** 2 + (Math.PI / 2) * (iteration ** 2 / 16);
  expect(Math.sqrt(2 * ofLaunch)).toBeCloseTo(0.04, 9);
  expect(Math.sqrt(block ** 2 + ofLaunch)).toBeCloseTo(0.05, 9);
});

test('a calibration that knows no blocks gives all of the spread to the launches', () => {
  const known = aCalibration({ blockSd: null, iterationSd: null, sessionSd: null, lag1: null });
  const { quantities, lag1 } = calibratedProfile([known], SUITE);
  expect(quantities.visionEncode.spread).toEqual({ session: 0.04, block: 0, launch: 0.05, iteration: 0 });
  expect(lag1).toBe(0);
});

test('iterations that vary more than launches leave nothing for the launch, not less than nothing', () => {
  const { spread } = calibratedProfile([aCalibration({ iterationSd: 0.5 })], SUITE).quantities.visionEncode;
  expect(spread.launch).toBe(0);
});
