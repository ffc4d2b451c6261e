import { assert, constantFrom, property } from 'fast-check';
import { expect, test } from 'vitest';
import { assess } from '#harness/compare/assess.ts';
import { decide, POLICIES } from '#harness/gate/decide.ts';
import { draws, runOf } from '#harness/gate/random-run.fixture.ts';
import { FIXTURE_CASES, fixtureInput } from '#reports/fixtures/report.fixture.ts';
import { testCases } from './test-cases.ts';

const WORD = { pass: 'passed', fail: 'failed', inconclusive: 'undecided' } as const;

test.each(FIXTURE_CASES)('of %s, cases fail or are undecided as the gate does', (kind) => {
  const input = fixtureInput(kind);
  const results = new Set(testCases(input).map(({ result }) => result));
  expect(results.has('failed')).toBe(input.decision.kind === 'fail');
  expect(results.has('undecided')).toBe(input.decision.kind === 'inconclusive');
});

test('of any run, cases fail or are undecided as the gate does, and every reason is one of them', () => {
  assert(
    property(draws, constantFrom(POLICIES.pr, POLICIES.release), (draw, policy) => {
      const drawn = runOf(draw);
      const assessment = assess({ ...drawn, seed: 1 });
      const decision = decide(assessment, policy);
      const cases = testCases({ ...drawn, assessment, decision, calibrations: [], thumbnails: new Map() });
      const bad = cases.filter(({ result }) => result === 'failed' || result === 'undecided');
      expect(new Set(bad.map(({ result }) => result))).toEqual(
        new Set(decision.kind === 'pass' ? [] : [WORD[decision.kind]]),
      );
      expect(bad).toHaveLength(decision.reasons.length);
      expect(cases.length).toBeGreaterThan(0);
      for (const { result, type } of cases) expect(type === '').toBe(result === 'passed');
    }),
    { numRuns: 100, seed: 20_260_101 },
  );
});

test('a time has its median in seconds, and nothing else has a time', () => {
  const named = (name: string) => testCases(fixtureInput('pass')).find((one) => one.name.startsWith(name));
  const { assessment } = fixtureInput('pass');
  const shown = assessment.comparisons.find(({ metric }) => metric === 'endToEnd');
  expect(named('End to end')?.seconds).toBeCloseTo((shown?.candidate.median.estimate ?? 0) / 1000, 4);
  expect(named('Peak memory')?.seconds).toBeNull();
});
