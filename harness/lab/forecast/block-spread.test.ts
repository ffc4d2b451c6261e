import { expect, test } from 'vitest';
import { aMargin, aPass, aSuite } from '#harness/compare/run.fixture.ts';
import { aCalibration } from '#harness/lab/self-test/calibration.fixture.ts';
import type { Protocol } from '#harness/domain/suite.ts';
import { assumedSpreads, calibratedSpread, sharedSpreads } from './block-spread.ts';

const protocolOf = (blocks: number): Protocol => ({ ...aPass('', []).protocol, blocks });

test('a calibration of too few blocks knows nothing of how they vary', () => {
  const known = { metric: 'visionEncode', blockSd: 0.04, level: 80 };
  expect(calibratedSpread(aCalibration({}), protocolOf(24))).toEqual(known);
  expect(calibratedSpread(aCalibration({ blockSd: null }), protocolOf(24))).toBeNull();
});

test('a comparison that trims sees the trimmed spread, one of fewer than eight blocks all of it', () => {
  const wild = aCalibration({ blockSd: 0.18, trimmedBlockSd: 0.05 });
  expect(calibratedSpread(wild, protocolOf(8))?.blockSd).toBe(0.05);
  expect(calibratedSpread(wild, protocolOf(7))?.blockSd).toBe(0.18);
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

test('phones of a model share the mean of their variances, and one that knows nothing of it changes nothing', () => {
  const of = (blockSd: number | null, level: number) =>
    ({ metric: 'timeToFirstToken', blockSd, trimmedBlockSd: null, level }) as const;
  const { protocol } = aPass('latency', []);
  expect(sharedSpreads([of(0.03, 90), of(0.04, 110), of(null, 500)], { ...protocol, blocks: 6 })).toEqual([
    { metric: 'timeToFirstToken', blockSd: expect.closeTo(Math.sqrt((0.03 ** 2 + 0.04 ** 2) / 2), 12), level: 100 },
  ]);
});
