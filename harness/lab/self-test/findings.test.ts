import { expect, test } from 'vitest';
import { findingsOf, foundFrom, isNeverFound, rateOf } from './findings.ts';
import type { Scenario } from './scenarios.ts';
import type { Tally } from './tally.ts';

const SCENARIO: Scenario = {
  kind: 'changed',
  id: 'load',
  title: 'Model load slower',
  change: { kind: 'slowLoad' },
  sizes: [0],
};

function aTally(overrides: Partial<Tally>): Tally {
  const outcomes = { failed: 0, inconclusive: 0, passed: 0, named: 0, meanBlocks: 6 };
  return { ...outcomes, size: 0, expectation: 'none', trials: 100, whole: null, once: null, ...overrides };
}

const kindsOf = (tally: Partial<Tally>): readonly string[] =>
  findingsOf([{ scenario: SCENARIO, tallies: [aTally(tally)] }]).map(({ kind }) => kind);

test('more false alarms than one in twenty are found once they are proven', () => {
  expect(kindsOf({ expectation: 'tolerate', failed: 11 })).toEqual(['falseAlarms']);
  // scipy 1.17.1: binomtest(10, 100).proportion_ci(0.95).low is 0.0490.
  expect(kindsOf({ expectation: 'tolerate', failed: 10 })).toEqual([]);
});

test('a large change that is passed too often is found once that is proven', () => {
  expect(kindsOf({ expectation: 'find', failed: 60, passed: 40 })).toEqual(['misses']);
  expect(kindsOf({ expectation: 'find', failed: 78, passed: 22 })).toEqual([]);
});

test('an inconclusive run is not a miss: it is not passed', () => {
  expect(kindsOf({ expectation: 'find', failed: 0, inconclusive: 100 })).toEqual([]);
});

test('a change just beyond its margin asks nothing of a gate, whatever becomes of it', () => {
  expect(kindsOf({ expectation: 'none', failed: 50, passed: 50 })).toEqual([]);
});

test('a rate comes with its exact interval', () => {
  // scipy 1.17.1: binomtest(0, 100).proportion_ci(0.95) is 0 to 0.03622.
  expect(rateOf(0, 100)).toEqual({ hits: 0, trials: 100, low: 0, high: expect.closeTo(0.03622, 5) });
});

test('a change counts as found from the size on below which it was found too seldom', () => {
  const tallies = [0, 85, 60, 90, 100].map((failed, size) => aTally({ size, failed }));
  expect(foundFrom(tallies)?.size).toBe(3);
  expect(foundFrom(tallies.slice(0, 3))).toBeNull();
});

test('a change is never found where no size that should be found is found, not where none should be', () => {
  const isNever = (expectation: Tally['expectation'], failed: number): boolean =>
    isNeverFound({ scenario: SCENARIO, tallies: [aTally({ failed: 0 }), aTally({ expectation, failed })] });
  expect(isNever('find', 79)).toBe(true);
  expect(isNever('find', 80)).toBe(false);
  expect(isNever('none', 0)).toBe(false);
});
