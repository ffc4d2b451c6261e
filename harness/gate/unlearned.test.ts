import { expect, test } from 'vitest';
import { aPass, aSuite } from '#harness/compare/run.fixture.ts';
import type { Comparison } from '#harness/domain/comparison.ts';
import type { Decision } from '#harness/domain/decision.ts';
import { aComparison, anAssessment, aRegression, someSlots } from './assessment.fixture.ts';
import { decide, POLICIES } from './decide.ts';

const { pr, release } = POLICIES;
const kinds = (reasons: Decision['reasons']): string[] => reasons.map((reason) => reason.kind);

test('a run that measured nothing does not pass, with or without a baseline', () => {
  const slots = someSlots({ measured: 0, missing: 12, isEnough: false });
  const message = 'Too few launches were measured: 0 of 12 launches of the candidate on iPhone one, pass latency';
  for (const policy of [pr, release]) {
    for (const baseline of [null, anAssessment([]).baseline]) {
      const decision = decide(anAssessment([], { slots, isComplete: false, baseline }), policy);
      expect(decision.kind).toBe('inconclusive');
      expect(decision.reasons[0]).toEqual({ kind: 'incomplete', message });
    }
    const empty = decide(anAssessment([], { slots: [], baseline: null }), policy);
    expect(empty).toMatchObject({ kind: 'inconclusive', reasons: [{ kind: 'incomplete' }] });
  }
});

test('a baseline was wanted and nothing that decides was compared: no policy passes it', () => {
  const suite = aSuite([aPass('energy', ['energyPerAnswer', 'averagePower'])]);
  for (const policy of [pr, release]) {
    const noCounter = decide(anAssessment([], { suite }), policy);
    expect(noCounter).toMatchObject({ kind: 'inconclusive' });
    expect(kinds(noCounter.reasons)).toContain('nothingCompared');
    const onlyWarns = decide(anAssessment([aComparison('endToEnd', { severity: 'warn' })]), policy);
    expect(kinds(onlyWarns.reasons)).toEqual(['nothingCompared']);
    expect(onlyWarns.reasons[0]?.message).toBe('Nothing that decides was compared: what was compared only warns');
    const notAtHand = decide(anAssessment([], { baseline: null, isBaselineWanted: true }), policy);
    expect(notAtHand.reasons[0]?.message).toContain('not available');
  }
});

test('nothing was compared because launches are missing here and there: the lab has failed', () => {
  const slots = someSlots({ measured: 6, missing: 6 });
  expect(decide(anAssessment([], { slots }), pr)).toMatchObject({
    kind: 'inconclusive',
    reasons: [{ kind: 'incomplete', message: 'Nothing that decides was compared: 6 launches are missing' }],
  });
});

test('a metric that cannot be judged is a doubt beside others that were compared', () => {
  const suite = aSuite([aPass('latency', ['endToEnd', 'energyPerAnswer'])]);
  const message = 'Energy per answer was not compared on iPhone one: neither build reports it';
  const assessment = anAssessment([aComparison('endToEnd')], { suite });
  expect(decide(assessment, pr)).toMatchObject({ kind: 'pass', notes: [{ kind: 'notCompared', message }] });
  expect(decide(assessment, release)).toMatchObject({ kind: 'inconclusive', reasons: [{ message }] });
});

test('a plan of too few blocks passes under no policy, whatever was compared', () => {
  const shortPlans = [{ passId: 'latency', blocks: 2, fewest: 3 }];
  for (const policy of [pr, release]) {
    const decision = decide(anAssessment([aComparison('modelSize')], { shortPlans }), policy);
    expect(decision).toMatchObject({ kind: 'inconclusive', reasons: [{ kind: 'shortPlan' }] });
    expect(decide(anAssessment([aRegression('modelSize')], { shortPlans }), policy).kind).toBe('fail');
  }
});

test('a candidate that was worse by more than the margin every time does not pass, however few launches say so', () => {
  const tooFew = { kind: 'inconclusive', reason: 'tooFewLaunches' } as const;
  const withValues = (before: readonly number[], now: readonly number[]): Comparison => {
    const { baseline, candidate } = aComparison('endToEnd');
    const values = { baseline: { ...baseline, values: before }, candidate: { ...candidate, values: now } };
    return aComparison('endToEnd', { ...values, change: null, verdict: tooFew });
  };
  const decided = (before: readonly number[], now: readonly number[]): Decision['kind'] =>
    decide(anAssessment([withValues(before, now), aComparison('peakMemory')]), pr).kind;
  expect(decided([100], [290])).toBe('inconclusive');
  expect(decided([100, 200], [150, 300])).toBe('inconclusive');
  expect(decided([100, 200], [250])).toBe('inconclusive');
  expect(decided([100, 200], [150, 209])).toBe('pass');
  expect(decided([100, 200], [150])).toBe('pass');
  expect(decided([100, 200], [90, 150])).toBe('pass');
});
