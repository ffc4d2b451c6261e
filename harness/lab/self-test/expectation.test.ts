import { expect, test } from 'vitest';
import type { Change } from './change.ts';
import { expectationOf, shiftsOf } from './expectation.ts';
import { inject } from './inject.ts';
import { aSimulation, aSmallSuite, EVERY_TIME } from './simulation.fixture.ts';
import { simulateRun } from './simulate-run.ts';

/** Margins of 5 %; the stages take 20, 50 and 30 ms. */
const RUN = simulateRun(aSimulation(aSmallSuite(EVERY_TIME, { blocks: 2, iterationsPerLaunch: 4 })));
const ENCODER: Change = { kind: 'slowStage', stage: 'visionEncode' };
const PREPROCESS: Change = { kind: 'slowStage', stage: 'preprocess' };

function marginsOf(change: Change, size: number): Readonly<Record<string, number>> {
  const shifts = shiftsOf(RUN, inject(RUN, { change, size }, 1));
  return Object.fromEntries(shifts.map(({ metric, margins }) => [metric, margins]));
}

test('a change reaches a metric by its own part of it, in margins, noise left out', () => {
  const reached = marginsOf(ENCODER, 0.1);
  expect(reached['visionEncode']).toBeCloseTo(2, 9);
  // Half of the time to first token is the encoder's.
  expect(reached['timeToFirstToken']).toBeCloseTo(1, 1);
  expect(reached['decodeRate']).toBeCloseTo(0, 9);
});

test('a slower decoder reaches the rate, of which more is better, from the worse side', () => {
  // 10 % more time is 1 − 1/1.1 less rate.
  expect(marginsOf({ kind: 'slowStage', stage: 'decode' }, 0.1)['decodeRate']).toBeCloseTo((1 - 1 / 1.1) / 0.05, 9);
});

test('a change within every margin must be tolerated, one of exactly a margin too', () => {
  expect(expectationOf(ENCODER, 0, RUN)).toBe('tolerate');
  expect(expectationOf(ENCODER, 0.05, RUN)).toBe('tolerate');
});

test('a change of twice a margin must be found, one in between may be', () => {
  expect(expectationOf(ENCODER, 0.07, RUN)).toBe('none');
  expect(expectationOf(ENCODER, 0.1, RUN)).toBe('find');
});

test('a phase must be found by itself, however little of it its parent shows', () => {
  expect(marginsOf(PREPROCESS, 0.1)['timeToFirstToken']).toBeLessThan(0.5);
  expect(expectationOf(PREPROCESS, 0.1, RUN)).toBe('find');
});

test('a margin that only warns asks nothing of a gate', () => {
  const margins = RUN.suite.margins.map((margin) => ({ ...margin, severity: 'warn' as const }));
  expect(expectationOf(ENCODER, 0.5, { ...RUN, suite: { ...RUN.suite, margins } })).toBe('tolerate');
});

test('a build that ran in place of another must be found, however fast it was', () => {
  expect(expectationOf({ kind: 'swappedBuild' }, 1, RUN)).toBe('find');
});

test('a rate of crashes has no margin: a candidate of which no launch runs must be found, one of which some run may be', () => {
  expect([0, 0.5, 1].map((share) => expectationOf({ kind: 'crashes' }, share, RUN))).toEqual([
    'tolerate',
    'none',
    'find',
  ]);
});
