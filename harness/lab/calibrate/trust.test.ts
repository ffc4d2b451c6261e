import { expect, test } from 'vitest';
import type { Calibration, Rate } from '#harness/domain/calibration.ts';
import { calibrate } from './calibrate.ts';
import { suiteWith, unchangedSessions } from './session.fixture.ts';
import { trustOf } from './trust.ts';

const SUITE = suiteWith(24);
const [calibration] = calibrate(unchangedSessions({ noise: { launch: 0.01 } }), SUITE);

function metrics(count: number, changes: Partial<Calibration>): readonly Calibration[] {
  if (calibration === undefined) throw new Error('nothing was calibrated');
  return Array.from({ length: count }, () => ({ ...calibration, ...changes }));
}

const excluded = (hits: number, trials: number): { readonly zeroExcluded: Rate } => ({
  zeroExcluded: { hits, trials, low: 0, high: 1 },
});

/** What decides in the suite, each judged in so many sessions. */
function deciding(changes: Partial<Calibration> = {}): readonly Calibration[] {
  const [timeToFirstToken, visionEncode] = metrics(2, changes);
  if (timeToFirstToken === undefined || visionEncode === undefined) throw new Error('nothing was calibrated');
  return [timeToFirstToken, { ...visionEncode, metric: 'visionEncode' }];
}

const judged = (trials: number): Pick<Calibration, 'falseAlarms'> => ({
  falseAlarms: { hits: 0, trials, low: 0, high: 1 },
});

test('a device without doubts is trusted, and three sessions are enough for it', () => {
  expect(trustOf(deciding(judged(3)), SUITE)).toMatchObject({ doubts: [], gaps: [], notes: [] });
});

test('fewer than three sessions are too few, and the gap states how many more it takes', () => {
  expect(trustOf(deciding(judged(1)), SUITE).gaps).toEqual([
    'latency: judged in 1 session of 3 blocks or more; 2 more would do',
  ]);
});

test('so do too few blocks to see whether neighbours resemble each other', () => {
  expect(trustOf(deciding({ ...judged(3), blocks: 6 }), SUITE).gaps).toEqual([
    'latency: 6 blocks in all; 2 more would do',
  ]);
});

test('a metric that decides and that no session reported is a gap of its own', () => {
  const [timeToFirstToken] = deciding(judged(3));
  expect(trustOf(timeToFirstToken === undefined ? [] : [timeToFirstToken], SUITE).gaps).toEqual([
    'Vision encoder (latency): no session reported it',
  ]);
  expect(trustOf([], SUITE).gaps).toEqual(['latency: no session reported it']);
});

test('what decides nothing leaves no gap', () => {
  const secondary = metrics(1, { metric: 'interTokenP50', ...judged(1) });
  expect(trustOf([...deciding(judged(3)), ...secondary], SUITE).gaps).toEqual([]);
});

test('metrics of a session are right or wrong together, so that a rate over all of them rests on the sessions', () => {
  const { zeroExcluded, doubts } = trustOf(metrics(8, excluded(1, 3)), SUITE);
  expect(zeroExcluded).toMatchObject({ hits: 8, trials: 24 });
  // Clopper & Pearson's 95 % of 1 in 3, by scipy 1.17.1: .0084 to .9057.
  expect(zeroExcluded.low).toBeCloseTo(0.0084, 4);
  expect(zeroExcluded.high).toBeCloseTo(0.9057, 4);
  expect(doubts).toEqual([]);
});

test('intervals that miss far too often over many sessions make a device untrustworthy', () => {
  expect(trustOf(metrics(5, excluded(8, 20)), SUITE).doubts).toEqual([
    expect.stringContaining('40 of 100 intervals excluded zero although nothing had changed'),
  ]);
});

test('a doubt about a metric that decides nothing is a note', () => {
  const doubtful = { doubts: ['Something is wrong'] };
  expect(trustOf(metrics(1, doubtful), SUITE)).toMatchObject({ doubts: ['Something is wrong'], notes: [] });
  const secondary = metrics(1, { ...doubtful, metric: 'interTokenP50' });
  expect(trustOf(secondary, SUITE)).toMatchObject({ doubts: [], notes: ['Something is wrong'] });
});
