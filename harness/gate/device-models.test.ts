import { expect, test } from 'vitest';
import type { Comparison, Evidence, DeviceModelComparison } from '#harness/domain/comparison.ts';
import type { Decision, Policy } from '#harness/domain/decision.ts';
import type { Run } from '#harness/domain/run.ts';
import { assess } from '#harness/compare/assess.ts';
import { aDevice, aMeasured, anIteration, aPass, aRun, launchNoise } from '#harness/compare/run.fixture.ts';
import { aComparison, anAssessment, aRegression, STRADDLES } from './assessment.fixture.ts';
import { decide, POLICIES } from './decide.ts';
import { decidingFamily } from './families.ts';

const { pr, release } = POLICIES;

/** Both phones of a model together; finds nothing unless told otherwise. */
function aModel(overrides: Partial<DeviceModelComparison> = {}): DeviceModelComparison {
  const { passId, metric, scale, change, margin, severity, verdict, evidence } = aComparison('endToEnd');
  const shared = { passId, metric, scale, change, margin, severity, verdict, evidence: withP(evidence, 0.99) };
  const heterogeneity = { f: 0.2, degreesOfFreedom: { between: 1, within: 22 }, p: 0.65 };
  return { ...shared, deviceModel: 'iPhone17,1', deviceIds: ['one', 'two'], heterogeneity, ...overrides };
}

function withP(evidence: Evidence, pRegression: number): Evidence {
  return { ...evidence, method: 'mean-of-phones', pRegression };
}

const REGRESSED: Partial<DeviceModelComparison> = {
  change: { estimate: 0.108, low: 0.091, high: 0.124, confidence: 0.9 },
  verdict: { kind: 'regression' },
  evidence: withP(aComparison('endToEnd').evidence, 1e-6),
};

const decided = (units: readonly Comparison[], model: DeviceModelComparison, policy: Policy = release) =>
  decide(anAssessment(units, { devices: [aDevice('one'), aDevice('two')], deviceModels: [model] }), policy);
const on = (deviceId: string, comparison: Comparison): Comparison => ({ ...comparison, deviceId });

test('phones that are each unsure fail the gate when they are sure together', () => {
  const unsure = aComparison('endToEnd', { verdict: STRADDLES });
  const decision = decided([on('one', unsure), on('two', unsure)], aModel(REGRESSED));
  expect(decision.kind).toBe('fail');
  expect(decision.reasons).toMatchObject([
    { kind: 'deviceModelRegression', deviceModel: 'iPhone17,1', deviceIds: ['one', 'two'] },
  ]);
  expect(decision.reasons[0]?.message).toBe('End to end +10.8 % [9.1, 12.4] on 2 phones iPhone17,1, margin 5 %');
});

test('phones that are each unsure pass when they are unharmed together', () => {
  const unsure = aComparison('endToEnd', { verdict: STRADDLES });
  expect(decided([on('one', unsure), on('two', unsure)], aModel()).kind).toBe('pass');
});

test('one phone that got worse where its model did not is a doubt', () => {
  const units = [on('one', aRegression('endToEnd')), on('two', aComparison('endToEnd'))];
  const decision = decided(units, aModel());
  expect(decision).toMatchObject({ kind: 'inconclusive', reasons: [{ kind: 'inconclusive', deviceId: 'one' }] });
  expect(decision.reasons[0]?.message).toContain('on this phone, not on all of its model');
  expect(decided(units, aModel(), pr).kind).toBe('pass');
});

test('phones that disagree are a doubt', () => {
  const units = [on('one', aComparison('endToEnd')), on('two', aComparison('endToEnd'))];
  const decision = decided(units, aModel({ verdict: { kind: 'inconclusive', reason: 'unitsDisagree' } }));
  expect(decision).toMatchObject({ kind: 'inconclusive', reasons: [{ kind: 'deviceModelInconclusive' }] });
});

/** Phones of one model with `blocks` blocks each, in which the candidate is so many times slower than the baseline. */
function measured(slower: (deviceId: string, block: number) => number, blocks: number): Decision {
  const noise = launchNoise(3, 0.02);
  const run = aRun({
    blocks,
    devices: [aDevice('one'), aDevice('two')],
    passes: [aPass('latency', ['endToEnd'])],
    outcome: ({ deviceId, block, arm }) => {
      const factor = noise() * (arm === 'candidate' ? slower(deviceId, block) : 1);
      return aMeasured({ iterations: [anIteration({ visionEncodeMs: 50 * factor, tokenGapMs: 10 * factor })] });
    },
  });
  return decide(assess({ run, baselineRun: null, seed: 1 }), release);
}

test('phones whose middle is unharmed, but not their every fifth launch, hold a release up together as well', () => {
  expect(measured(() => 1, 24).kind).toBe('pass');
  const decision = measured((_, block) => (block % 5 === 0 ? 1.5 : 1), 24);
  expect(decision).toMatchObject({ kind: 'inconclusive', reasons: [{ kind: 'deviceModelInconclusive' }] });
  expect(decision.reasons[0]?.message).toContain('more outliers');
});

test('what the check of one phone found is shown where its model passes', () => {
  const doubtful = aComparison('endToEnd', { verdict: { kind: 'inconclusive', reason: 'farOutLaunches' } });
  const decision = decided([on('one', doubtful), on('two', aComparison('endToEnd'))], aModel());
  expect(decision.kind).toBe('pass');
  expect(decision.notes).toMatchObject([{ kind: 'inconclusive', deviceId: 'one' }]);
});

test('a regression of a model that does not hold among all comparisons is a doubt', () => {
  const units = ['one', 'two'].map((id) => on(id, aComparison('endToEnd')));
  const others = Array.from({ length: 9 }, (_, index) => on(`other ${index}`, aComparison('endToEnd')));
  const decision = decided(
    [...units, ...others],
    aModel({ ...REGRESSED, evidence: withP(aComparison('endToEnd').evidence, 0.02) }),
  );
  expect(decision).toMatchObject({ kind: 'inconclusive', reasons: [{ kind: 'deviceModelInconclusive' }] });
  expect(decision.reasons[0]?.message).toContain('not certain among 10 comparisons');
});

test('the phases of a model that regressed are named from all of its phones', () => {
  const units = ['one', 'two'].flatMap((id) => [
    on(id, aRegression('timeToFirstToken')),
    on(id, aRegression('visionEncode')),
  ]);
  const decision = decided(units, aModel({ ...REGRESSED, metric: 'timeToFirstToken' }));
  expect(decision.reasons).toHaveLength(1);
  expect(decision.reasons[0]?.message).toContain('from Vision encoder');
});

test('of many secondary metrics only those are noted that are no accident', () => {
  const secondary = (deviceId: string, p: number): Comparison => on(deviceId, aRegression('interTokenP50', {}, p));
  const many = Array.from({ length: 19 }, (_, index) => on(`${index}`, aComparison('interTokenP50')));
  const assessment = anAssessment([secondary('sure', 1e-5), secondary('lucky', 0.04), ...many]);
  expect(decide(assessment, pr).notes).toMatchObject([{ kind: 'regression', deviceId: 'sure' }]);
});

/** A run of phones that measured so many of 24 blocks, with builds that differ by those factors; the last phone was lost. */
function withoutLast(factors: readonly number[], blocks: readonly number[]): Run {
  const noise = launchNoise(1, 0.02);
  const devices = factors.map((_, index) => aDevice(`${index}`));
  const pass = aPass('latency', ['endToEnd']);
  const passes = [{ ...pass, protocol: { ...pass.protocol, blocks: 24, looks: [6, 8, 10] } }];
  const run = aRun({
    blocks: 24,
    devices,
    passes,
    outcome: ({ deviceId, arm }) => {
      const factor = noise() * (arm === 'candidate' ? (factors[Number(deviceId)] ?? 1) : 1);
      return aMeasured({ iterations: [anIteration({ visionEncodeMs: 50 * factor, tokenGapMs: 10 * factor })] });
    },
  });
  const last = devices.length - 1;
  return {
    ...run,
    launches: run.launches.filter(({ deviceId, slot }) => slot.block < (blocks[Number(deviceId)] ?? 0)),
    skipped: blocks.slice(0, last).map((fromBlock, id) => ({ deviceId: `${id}`, passId: 'latency', fromBlock })),
    isComplete: false,
    lost: [{ deviceId: `${last}`, message: 'unplugged' }],
  };
}

test.each([
  [[1, 1.5], [10, 8], ['0']],
  [
    [1, 1, 1.5],
    [10, 10, 8],
    ['0', '1'],
  ],
])('a phone that was lost before the others were done never decides against them: %j', (factors, blocks, others) => {
  const assessment = assess({ run: withoutLast(factors, blocks), baselineRun: null, seed: 1 });
  expect(assessment.deviceModels).toMatchObject([{ deviceIds: others, verdict: { kind: 'noRegression' } }]);
  const decision = decide(assessment, pr);
  expect(decision).toMatchObject({ kind: 'inconclusive', reasons: [{ kind: 'incomplete' }] });
  const [doubt] = decision.notes;
  expect(doubt).toMatchObject({ kind: 'inconclusive', deviceId: `${others.length}` });
  expect(doubt?.message).toContain('on this phone, not on all of its model');
});

test('the one phone that is left of a model decides for it, and asks no more questions than the model would have', () => {
  const assessment = assess({ run: withoutLast([1.5, 1], [8, 6]), baselineRun: null, seed: 1 });
  expect(decidingFamily(assessment).count).toBe(1);
  const decision = decide(assessment, pr);
  expect(decision).toMatchObject({ kind: 'fail', reasons: [{ kind: 'deviceModelRegression', deviceIds: ['0'] }] });
  expect(decision.reasons[0]?.message).toContain('on 1 phone iPhone17,1');
});
