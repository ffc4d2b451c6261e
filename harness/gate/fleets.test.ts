import { assert, constantFrom, property } from 'fast-check';
import { expect, test } from 'vitest';
import { assess } from '#harness/compare/assess.ts';
import { holdsAmong } from '#harness/compare/levels.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import { decidingByLaunch, decidingCount, decidingFindings } from '#harness/domain/deciding.ts';
import { phonesByModel } from '#harness/domain/device.ts';
import type { Decision } from '#harness/domain/decision.ts';
import type { Run } from '#harness/domain/run.ts';
import { decide, POLICIES } from './decide.ts';
import { decidingFamily } from './families.ts';
import { fleets, runOf } from './random-run.fixture.ts';

const policies = constantFrom(POLICIES.pr, POLICIES.release);
const RUNS = { numRuns: 150, seed: 20_260_101 };

function judge(run: Run, policy: Decision['policy'] = POLICIES.pr): { assessment: Assessment; decision: Decision } {
  const assessment = assess({ run, baselineRun: null, seed: 1 });
  return { assessment, decision: decide(assessment, policy) };
}

test('the gate corrects for no more comparisons than the looks count, and phones of a model are one of them', () => {
  assert(
    property(fleets, (draw) => {
      const { run } = runOf(draw);
      const { assessment } = judge(run);
      expect(decidingFamily(assessment).count).toBeLessThanOrEqual(decidingCount(run));
    }),
    RUNS,
  );
});

test('a regression that the looks call decided holds in the gate, whichever phones report it', () => {
  let seen = 0;
  assert(
    property(fleets, constantFrom(1.3, 4), (draw, factor) => {
      const none = { baseline: 0, candidate: 0 };
      const { run } = runOf({ ...draw, spread: 'noisy', factor, crashes: none, lost: none });
      const { assessment } = judge(run);
      const { significant } = decidingFamily(assessment);
      const decided = decidingFindings(assessment).filter(
        ({ verdict, evidence }) =>
          verdict.kind === 'regression' && holdsAmong(evidence.pRegression ?? 0, decidingCount(run)),
      );
      seen += decided.length;
      expect(decided.filter((finding) => !significant.has(finding))).toEqual([]);
    }),
    RUNS,
  );
  expect(seen).toBeGreaterThan(100);
});

test('no run passes that lost a phone, or in which a candidate does not report on some phone what its baseline reports there', () => {
  assert(
    property(fleets, policies, (draw, policy) => {
      const { run } = runOf(draw);
      const { assessment, decision } = judge(run, policy);
      if (decision.kind !== 'pass') return;
      expect(run.lost).toBeUndefined();
      const arms = (arm: string): readonly string[] =>
        assessment.summaries
          .filter((one) => one.arm === arm)
          .map(({ deviceId, passId, metric }) => `${deviceId} ${passId} ${metric}`);
      const asked = run.suite.passes.flatMap((pass) =>
        decidingByLaunch(pass, run.suite).map((id) => `${pass.id} ${id}`),
      );
      const silent = arms('baseline').filter((place) => !arms('candidate').includes(place));
      expect(silent.filter((place) => asked.some((metric) => place.endsWith(metric)))).toEqual([]);
    }),
    RUNS,
  );
});

test('what decides is found by the mean of the phones that report it, never by one phone beside others', () => {
  assert(
    property(fleets, (draw) => {
      const { run } = runOf(draw);
      const { assessment } = judge(run);
      const byLaunch = new Set(run.suite.passes.flatMap((pass) => decidingByLaunch(pass, run.suite)));
      const several = new Set(
        phonesByModel(run.devices)
          .filter((phones) => phones.length > 1)
          .flatMap((phones) => phones.map(({ id }) => id)),
      );
      const alone = decidingFindings(assessment).filter(
        (finding) => 'deviceId' in finding && several.has(finding.deviceId),
      );
      expect(alone.filter(({ metric }) => byLaunch.has(metric))).toEqual([]);
    }),
    RUNS,
  );
});
