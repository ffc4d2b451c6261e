import { expect, test } from 'vitest';
import { aMargin, aPass, aSuite } from '#harness/compare/run.fixture.ts';
import { aCalibration } from '#harness/simulate/calibration.fixture.ts';
import { assumedSpreads, calibratedSpread } from './block-spread.ts';

test('a calibration of too few blocks knows nothing of how they vary', () => {
  expect(calibratedSpread(aCalibration({}))).toEqual({ metric: 'visionEncode', blockSd: 0.04, level: 80 });
  expect(calibratedSpread(aCalibration({ blockSd: null }))).toBeNull();
});

test('a spread can be assumed for ratios only, and not for what does not vary', () => {
  const pass = aPass('latency', ['timeToFirstToken', 'decodeRate', 'leakPerCycle', 'modelSize']);
  const suite = aSuite([pass]);
  expect(suite.margins).toContainEqual(aMargin('leakPerCycle'));
  expect(assumedSpreads(pass, suite, 0.03)).toEqual([
    { metric: 'timeToFirstToken', blockSd: 0.03, level: null },
    { metric: 'decodeRate', blockSd: 0.03, level: null },
  ]);
});
