import { assert, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assess } from '#harness/compare/assess.ts';
import { aDevice, aMargin, aPass, aRun, aSuite, slowerVision } from '#harness/compare/run.fixture.ts';
import { type Decision, type Policy, policySchema } from '#harness/domain/decision.ts';
import type { MetricRules } from '#harness/domain/metric-rule.ts';
import type { Run } from '#harness/domain/run.ts';
import { marginFor } from '#harness/domain/suite.ts';
import { aComparison, anAssessment, aRegression, STRADDLES } from './assessment.fixture.ts';
import { decide, POLICIES } from './decide.ts';
import { draws, runOf } from './random-run.fixture.ts';
import { suiteUnder, under } from './suite-under.ts';

const suite = aSuite(
  [aPass('timing', ['timeToFirstToken', 'endToEnd', 'decodeRate'])],
  [
    aMargin('timeToFirstToken', { percent: 5, absolute: 3 }),
    aMargin('endToEnd', {
      percent: 5,
      absolute: null,
      onDeviceModel: { 'iPhone12,1': { percent: 9, absolute: null } },
    }),
  ],
);
const margins = (metrics: MetricRules): ReturnType<typeof suiteUnder>['margins'] =>
  suiteUnder(suite, { metrics }).margins;

describe('the margins of a suite under a policy', () => {
  test('a size replaces both sizes of the suite, of which the larger one would hold', () => {
    expect(margins({ timeToFirstToken: { percent: 2 } })[0]).toEqual({
      metric: 'timeToFirstToken',
      percent: 2,
      absolute: null,
      severity: 'block',
    });
  });

  test('a severity without a size leaves the size of the suite', () => {
    expect(margins({ timeToFirstToken: { severity: 'warn' } })[0]).toMatchObject({
      percent: 5,
      absolute: 3,
      severity: 'warn',
    });
  });

  test('a metric that the suite measures without a margin gets one, and one that it does not measure gets none', () => {
    const added = margins({ decodeRate: { percent: 4 }, peakMemory: { percent: 3 } });
    expect(added.map(({ metric }) => metric)).toEqual(['timeToFirstToken', 'endToEnd', 'decodeRate']);
  });

  test('a model of phones has the size that is set for it, else that of all models', () => {
    const own = margins({ timeToFirstToken: { percent: 2, onDeviceModel: { 'iPhone12,1': { percent: 8 } } } });
    expect(marginFor(own, 'timeToFirstToken', 'iPhone12,1')).toMatchObject({ percent: 8, absolute: null });
    expect(marginFor(own, 'timeToFirstToken', 'iPhone17,1')).toMatchObject({ percent: 2, absolute: null });
  });

  test('a size for all models holds also where the suite has one for a model', () => {
    expect(marginFor(margins({ endToEnd: { percent: 3 } }), 'endToEnd', 'iPhone12,1')?.percent).toBe(3);
    expect(marginFor(margins({ endToEnd: { severity: 'warn' } }), 'endToEnd', 'iPhone12,1')?.percent).toBe(9);
  });
});

describe('a run under a policy', () => {
  /** The vision encoder is slower on two phones of two models. */
  const run = aRun({
    blocks: 12,
    passes: [aPass('latency', ['visionEncode'])],
    devices: [aDevice('new', { model: 'iPhone17,1' }), aDevice('old', { model: 'iPhone12,1' })],
    outcome: slowerVision(1.12),
  });
  const decided = (of: Run, metrics: MetricRules): Decision => {
    const policy: Policy = { ...POLICIES.pr, metrics };
    return decide(assess({ run: under(policy, of), baselineRun: null, seed: 1 }), policy);
  };

  test('fails on the models whose margin is exceeded, and names that margin', () => {
    const wide = { percent: 25 };
    const models = (metrics: MetricRules): readonly unknown[] =>
      decided(run, metrics).reasons.map((reason) => 'deviceId' in reason && reason.deviceId);
    expect(models({ visionEncode: { percent: 5 } })).toEqual(['old', 'new']);
    expect(models({ visionEncode: { percent: 5, onDeviceModel: { 'iPhone12,1': wide } } })).toEqual(['new']);
    expect(models({ visionEncode: wide })).toEqual([]);
  });

  test('compares nothing where all that it measures only warns', () => {
    expect(decided(run, { visionEncode: { severity: 'warn' } })).toMatchObject({
      kind: 'inconclusive',
      reasons: [{ kind: 'nothingCompared' }],
    });
  });

  test('without rules is judged by its suite', () => {
    assert(
      property(draws, (drawn) => {
        const { run: of, baselineRun } = runOf(drawn);
        const whole = (policy: Policy): unknown =>
          decide(assess({ run: under(policy, of), baselineRun, seed: 1 }), policy).reasons;
        expect(whole({ ...POLICIES.release, metrics: {} })).toEqual(whole(POLICIES.release));
      }),
      { numRuns: 15, seed: 1 },
    );
  });
});

describe('doubt about one metric', () => {
  const doubted = anAssessment([aComparison('timeToFirstToken', { verdict: STRADDLES }), aComparison('endToEnd')]);
  const kindOf = (policy: Policy, metrics: MetricRules): Decision['kind'] =>
    decide(doubted, { ...policy, metrics }).kind;

  test('blocks where the policy says so of the metric, and is a note where it says that', () => {
    expect(kindOf(POLICIES.pr, { timeToFirstToken: { inconclusive: 'block' } })).toBe('inconclusive');
    expect(kindOf(POLICIES.pr, { endToEnd: { inconclusive: 'block' } })).toBe('pass');
    const accepting: Policy = { ...POLICIES.release, virtual: 'accept' };
    expect(kindOf(accepting, { timeToFirstToken: { inconclusive: 'warn' } })).toBe('pass');
    expect(kindOf(accepting, {})).toBe('inconclusive');
  });

  test('never passes a build of which nothing is shown, however many metrics only warn', () => {
    const all = anAssessment([
      aComparison('timeToFirstToken', { verdict: STRADDLES }),
      aComparison('endToEnd', { verdict: STRADDLES }),
    ]);
    const metrics: MetricRules = { timeToFirstToken: { inconclusive: 'warn' }, endToEnd: { inconclusive: 'warn' } };
    expect(decide(all, { ...POLICIES.release, virtual: 'accept', metrics })).toMatchObject({
      kind: 'inconclusive',
      reasons: expect.arrayContaining([expect.objectContaining({ kind: 'nothingShown' })]),
    });
  });

  test('does not soften what fails', () => {
    const slower = anAssessment([aRegression('timeToFirstToken'), aComparison('endToEnd')]);
    expect(decide(slower, { ...POLICIES.pr, metrics: { timeToFirstToken: { inconclusive: 'warn' } } }).kind).toBe(
      'fail',
    );
  });
});

test('a stored policy with an unknown metric or setting is refused', () => {
  const policy = { id: 'ours', inconclusive: 'warn', virtual: 'accept' };
  expect(policySchema.safeParse({ ...policy, metrics: { timeToFirstToken: { percent: 3 } } }).success).toBe(true);
  expect(policySchema.safeParse({ ...policy, metrics: { timeToFirstTokn: { percent: 3 } } }).success).toBe(false);
  expect(policySchema.safeParse({ ...policy, metrics: { timeToFirstToken: { percentage: 3 } } }).success).toBe(false);
});
