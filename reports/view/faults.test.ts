import { expect, test } from 'vitest';
import type { Assessment } from '#harness/domain/assessment.ts';
import { decide, POLICIES } from '#harness/gate/decide.ts';
import { fixtureInput } from '#reports/fixtures/report.fixture.ts';
import { viewReport } from './view.ts';
import { faultRatesView, faultViews } from './faults.ts';

const { assessment, ...rest } = fixtureInput('productFault', 6);

test('faults are counted for all launches and where they came, with rates and the p of the test', () => {
  const view = faultRatesView(assessment);
  expect(view?.sentence).toBe(
    '5 of 31 launches of the candidate ran out of memory, none of 26 of the baseline (p 0.024).',
  );
  expect(view?.explanation).toMatch(/^p is the chance of an excess of faults/);
  expect(view?.rows).toEqual([
    { device: 'iPhone 13 (virtual)', pass: 'memory', candidate: '4 of 7 (57 %)', baseline: 'none of 3 (0 %)' },
    { device: 'iPhone 13 (virtual)', pass: 'accuracy', candidate: '1 of 2 (50 %)', baseline: 'none of 1 (0 %)' },
  ]);
});

test('a fault that comes again in one place is listed once, with its number', () => {
  expect(faultViews(assessment).map(({ code, pass }) => `${pass}: ${code}`)).toEqual([
    'accuracy: JETSAM',
    'memory: JETSAM × 4',
  ]);
});

test('where a build was given up, its row says so', () => {
  const faultCounts = assessment.faultCounts.map((count) => (count.faults > 1 ? { ...count, givenUpAfter: 4 } : count));
  expect(faultRatesView({ ...assessment, faultCounts })?.rows[0]?.candidate).toBe(
    '4 of 7 (57 %), given up after 4 in a row',
  );
});

test('a doubt about faults stands in the headline, whether it blocks or not', () => {
  const faultRates: Assessment['faultRates'] = {
    ...assessment.faultRates,
    candidate: { launches: 31, faults: 1, codes: [{ code: 'CRASH', faults: 1 }] },
    p: 0.444,
  };
  const once = { ...assessment, faultRates, faultCounts: [], productFaults: [] };
  for (const policy of [POLICIES.pr, POLICIES.release]) {
    const { decision } = viewReport({ ...rest, assessment: once, decision: decide(once, policy) });
    expect(decision.sentence).toMatch(
      /1 of 31 launches of the candidate crashed, none of 26 of the baseline \(p 0.444\)/,
    );
  }
});

test('where no launch shows how often a build fails nothing is claimed', () => {
  const none = { launches: 0, faults: 0, codes: [] };
  const faultRates = { ...assessment.faultRates, candidate: none, baseline: none, p: null };
  expect(faultRatesView({ ...assessment, faultRates })).toBeNull();
});
