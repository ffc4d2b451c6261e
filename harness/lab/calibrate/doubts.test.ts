import { expect, test } from 'vitest';
import type { Calibration } from '#harness/domain/calibration.ts';
import { autoregressive } from '#harness/lab/self-test/autoregressive.ts';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import { pairedInterval } from '#harness/stats/intervals/t-interval.ts';
import { calibrate } from './calibrate.ts';
import { doubtsOf, type Facts } from './doubts.ts';
import { pooledLagOne } from './lag-one.ts';
import { PASS, type Sessions, suiteWith, unchangedSessions } from './session.fixture.ts';

const [quiet] = calibrate(unchangedSessions({ noise: { launch: 0.01 } }), suiteWith(24));
const FACTS: Facts = { margin: 0.05, room: Math.log(1.05), protocol: PASS.protocol, sessionMeans: [4.6, 4.61, 4.6] };

function doubts(changes: Partial<Calibration>, facts: Partial<Facts> = {}): readonly string[] {
  if (quiet === undefined) throw new Error('nothing was calibrated');
  return doubtsOf({ ...quiet, ...changes }, { ...FACTS, ...facts });
}

const ofSessions = (sessions: Sessions): readonly string[] =>
  calibrate(unchangedSessions(sessions), suiteWith(24)).flatMap((calibration) => calibration.doubts);

test('a quiet phone whose sessions agree raises no doubt', () => {
  expect(doubts({})).toEqual([]);
  expect(ofSessions({ noise: { launch: 0.01 } })).toEqual([]);
});

test('one false alarm is a doubt: with nothing changed the whole margin lies between', () => {
  expect(doubts({ falseAlarms: { hits: 1, trials: 3, low: 0.008, high: 0.91 } })).toEqual([
    expect.stringContaining('called changed beyond its margin in 1 of 3 sessions'),
  ]);
});

test('intervals that left zero out once in three sessions may have done so by luck, in all three not', () => {
  expect(doubts({ zeroExcluded: { hits: 1, trials: 3, low: 0.008, high: 0.91 } })).toEqual([]);
  expect(doubts({ zeroExcluded: { hits: 3, trials: 3, low: 0.29, high: 1 } })).toEqual([
    expect.stringContaining('in 3 of 3 sessions'),
  ]);
});

test('blocks too noisy for the margin are a doubt that names how many it would take', () => {
  // σ 20 % against ln 1.05: scipy 1.17.1 by the formula of needed-blocks gives 154 blocks at α .0425 and power .9.
  expect(doubts({ trimmedBlockSd: 0.2 })).toEqual([
    expect.stringMatching(/24 of them .* 5 % in \d+ of 100 runs; it takes 154/),
  ]);
  expect(doubts({ trimmedBlockSd: 0.2 }, { protocol: { ...PASS.protocol, blocks: 154 } })).toEqual([]);
});

test('of a few blocks nobody knows how noisy they are', () => {
  expect(doubts({ trimmedBlockSd: 0.2, blocks: 7 })).toEqual([]);
});

test('wild launches that a comparison trims away are no doubt, unless it has too few blocks to trim', () => {
  const wild = { blockSd: 0.2, trimmedBlockSd: 0.05 };
  expect(doubts(wild)).toEqual([]);
  expect(doubts(wild, { protocol: { ...PASS.protocol, blocks: 6 } })).toEqual([
    expect.stringMatching(/blocks differ by 22 %/),
  ]);
});

test('neighbours that resemble each other are a doubt when it is strong and no chance', () => {
  expect(doubts({ lag1: 0.4, blocks: 72 })).toEqual([expect.stringContaining('lag-1 correlation 0.40')]);
  expect(doubts({ lag1: 0.4, blocks: 12 })).toEqual([]);
  expect(doubts({ lag1: 0.25, blocks: 400 })).toEqual([]);
  expect(doubts({ lag1: -0.6, blocks: 72 })).toEqual([]);
});

test('blocks that are independent are seldom accused of it, and those that correlate by .5 are found', () => {
  const doubtedShare = (lag: number): number => {
    const normal = standardNormal(createRandom(1, `lag ${lag}`));
    const doubted = Array.from({ length: 1000 }, () => {
      const sessions = Array.from({ length: 3 }, () => Array.from({ length: 12 }, autoregressive(normal, lag)));
      return doubts({ lag1: pooledLagOne(sessions), blocks: 36 }).length > 0;
    });
    return doubted.filter(Boolean).length / 1000;
  };
  // One-sided two standard errors are 2.3 %; three more of 1,000 trials are 1.4 %.
  expect(doubtedShare(0)).toBeLessThan(0.037);
  expect(doubtedShare(0.5)).toBeGreaterThan(0.75);
});

test('at that correlation an interval of 90 % leaves out the truth twice as often as it says', () => {
  const normal = standardNormal(createRandom(1, 'correlated'));
  const missed = Array.from({ length: 2000 }, () => {
    const blocks = Array.from({ length: 24 }, autoregressive(normal, 0.3));
    const interval = pairedInterval(blocks, 0.9);
    return interval !== null && (interval.low > 0 || interval.high < 0);
  }).filter(Boolean).length;
  expect(missed / 2000).toBeGreaterThan(0.18);
});

test('sessions further apart than the margin are a doubt about stored baselines', () => {
  expect(doubts({ sessionSd: 0.08 })).toEqual([expect.stringMatching(/sessions lie 8\.3 % apart.*measured together/)]);
});

test('a first session that stands alone is a doubt; two sessions cannot tell which is the odd one', () => {
  expect(doubts({}, { sessionMeans: [4.53, 4.6, 4.61] })).toEqual([expect.stringMatching(/7\.2 % below/)]);
  expect(doubts({}, { sessionMeans: [4.53, 4.6] })).toEqual([]);
  expect(doubts({}, { sessionMeans: [4.6, 4.53, 4.61] })).toEqual([]);
  expect(ofSessions({ count: 4, noise: { launch: 0.005, settling: 0.07 } }).join()).toMatch(
    /first session lies 6\.[678] % below/,
  );
});
