import { FAULT_ALPHA } from '#harness/compare/levels.ts';
import { expect, test } from 'vitest';
import { assess } from '#harness/compare/assess.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import { rateOf } from '#harness/lab/self-test/findings.ts';
import { type FaultSimulation, simulateFaults } from '#harness/lab/self-test/simulate-faults.ts';
import { judgeFaults } from './faults.ts';

type Setting = Partial<Omit<FaultSimulation, 'rates'>> & { readonly before: number; readonly now: number };

/** Runs of 25 launches an arm on one phone, unless told otherwise, of apps that crash at these rates. */
function assessed({ before, now, ...changes }: Setting, runs: number): readonly Assessment[] {
  return Array.from({ length: runs }, (_, seed) => {
    const rates = { baseline: before, candidate: now };
    const simulation = { phones: 1, launches: 25, codes: ['CRASH'], storedLaunches: null, ...changes, rates, seed };
    return assess({ ...simulateFaults(simulation), seed });
  });
}

/** In how many runs the gate fails for faults. */
function failures(setting: Setting, runs: number): number {
  return assessed(setting, runs).filter((assessment) => judgeFaults(assessment).fails.length > 0).length;
}

test('a build against itself is failed in at most 5 of 100 runs, where a test of twice the level or a count of faults fails more', () => {
  const setting: Setting = { before: 0.1, now: 0.1, phones: 4, codes: ['CRASH', 'HANG', 'JETSAM'] };
  const runs = assessed(setting, 400);
  const failed = runs.filter((assessment) => judgeFaults(assessment).fails.length > 0).length;
  expect(rateOf(failed, runs.length).low).toBeLessThanOrEqual(FAULT_ALPHA);
  expect(failed / runs.length).toBeLessThanOrEqual(0.065);
  const atTwice = runs.filter(({ faultRates }) => (faultRates.p ?? 1) <= 2 * FAULT_ALPHA).length;
  expect(atTwice / runs.length).toBeGreaterThan(0.065);
  const byCounts = runs.filter(({ faultRates }) => faultRates.candidate.faults > (faultRates.baseline?.faults ?? 0));
  expect(byCounts.length / runs.length).toBeGreaterThan(0.4);
});

test('on one phone, where crashes are rare, it is failed in at most 1 of 100', () => {
  for (const rate of [0.01, 0.05]) expect(failures({ before: rate, now: rate }, 300) / 300).toBeLessThanOrEqual(0.015);
});

test('a build that crashes in a fifth of its launches is found in three of four runs of 25, and with 200 stored launches nearly always', () => {
  // P(4 or more of 25) is .766, P(2 or more of 25) is .973: scipy.stats.binom.sf(3, 25, .2), binom.sf(1, 25, .2).
  expect(failures({ before: 0, now: 0.2 }, 300) / 300).toBeCloseTo(0.766, 1);
  expect(failures({ before: 0, now: 0.2, storedLaunches: 200 }, 200) / 200).toBeGreaterThan(0.94);
});

test('a build that crashes at every launch is failed in every run, though its baseline crashes too', () => {
  for (const before of [0, 0.05, 0.1]) expect(failures({ before, now: 1 }, 200)).toBe(200);
});

test('one that crashes at every launch of one phone among eight is failed too', () => {
  const runs = Array.from({ length: 50 }, (_, seed) => {
    const rates = { baseline: 0.02, candidate: 0.02 };
    const { run } = simulateFaults({ phones: 8, launches: 25, codes: ['CRASH'], storedLaunches: null, rates, seed });
    const crashing = simulateFaults({
      phones: 1,
      launches: 25,
      codes: ['CRASH'],
      storedLaunches: null,
      rates: { baseline: 0.02, candidate: 1 },
      seed,
    }).run;
    const others = run.launches.filter(({ deviceId }) => deviceId !== 'phone 0');
    return assess({ run: { ...run, launches: [...crashing.launches, ...others] }, baselineRun: null, seed });
  });
  expect(runs.every((assessment) => judgeFaults(assessment).fails.length > 0)).toBe(true);
});
