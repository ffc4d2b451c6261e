import type { MetricRules } from '#harness/domain/metric-rule.ts';
import { expect, test } from 'vitest';
import { aDevice, aMargin, aPass, aSuite } from '#harness/compare/run.fixture.ts';
import { type Decision, decidingPart, policySchema } from '#harness/domain/decision.ts';
import { aComparison, anAssessment, aRegression, STRADDLES } from './assessment.fixture.ts';
import { decide, POLICIES } from './decide.ts';

const { pr, release } = POLICIES;
const kinds = (reasons: Decision['reasons']): string[] => reasons.map((reason) => reason.kind);
const virtualPhone = [aDevice('one', { provenance: 'virtual' })];

test('a build without a finding may ship', () => {
  const decision = decide(anAssessment([aComparison('endToEnd')]), release);
  expect(decision).toEqual({ kind: 'pass', policy: decidingPart(release), reasons: [], notes: [] });
});

test('a decision has the settings that decide, and none of how soon its run may end', () => {
  const { policy } = decide(anAssessment([aComparison('endToEnd')]), pr);
  expect(policySchema.parse(policy)).toEqual({ id: 'pr', inconclusive: 'warn', virtual: 'accept' });
});

test('a regression of a primary metric fails the gate under every policy', () => {
  for (const policy of [pr, release]) {
    const decision = decide(anAssessment([aRegression('endToEnd'), aComparison('peakMemory')]), policy);
    expect(decision.kind).toBe('fail');
    expect(decision.reasons).toMatchObject([{ kind: 'regression', metric: 'endToEnd', deviceId: 'one' }]);
  }
});

test('a reason names the metric, its change, its margin and the phases it comes from', () => {
  const assessment = anAssessment(
    [
      aRegression('timeToFirstToken'),
      aRegression('visionEncode', { change: { estimate: 0.41, low: 0.4, high: 0.42, confidence: 0.9 } }),
      aComparison('prefill'),
    ],
    { devices: [aDevice('one', { label: 'Virtual iPhone 16 Pro' })] },
  );
  expect(decide(assessment, pr).reasons).toEqual([
    {
      kind: 'regression',
      deviceId: 'one',
      passId: 'latency',
      metric: 'timeToFirstToken',
      phases: ['visionEncode'],
      message:
        'Time to first token +10.8 % [9.1, 12.4] on Virtual iPhone 16 Pro, margin 5 %; from Vision encoder +41.0 %',
    },
  ]);
});

test('a phase of another device or pass explains nothing', () => {
  const assessment = anAssessment([
    aRegression('timeToFirstToken'),
    aComparison('visionEncode'),
    aComparison('timeToFirstToken', { deviceId: 'two' }),
    aRegression('visionEncode', { deviceId: 'two', severity: 'warn' }),
    aComparison('timeToFirstToken', { passId: 'energy' }),
    aRegression('visionEncode', { passId: 'energy', severity: 'warn' }),
  ]);
  expect(decide(assessment, pr).reasons).toMatchObject([{ phases: [] }]);
});

test('a phase whose parent was not compared is judged by itself', () => {
  const alone = anAssessment([aRegression('visionEncode'), aComparison('endToEnd')]);
  expect(decide(alone, pr)).toMatchObject({ kind: 'fail', reasons: [{ metric: 'visionEncode' }] });
  expect(decide(anAssessment([aComparison('visionEncode')]), pr).kind).toBe('pass');
});

test('a phase is not looked at when its parent is certainly no worse than before', () => {
  const won = aComparison('timeToFirstToken', { change: { estimate: -0.02, low: -0.04, high: 0, confidence: 0.9 } });
  const decision = decide(anAssessment([won, aRegression('visionEncode')]), release);
  expect(decision).toMatchObject({ kind: 'pass', reasons: [], notes: [] });
});

test('a parent whose margin is wide for one of its parts does not hide that part', () => {
  const decision = decide(anAssessment([aComparison('timeToFirstToken'), aRegression('prefill')]), pr);
  expect(decision).toMatchObject({ kind: 'fail', reasons: [{ metric: 'prefill', phases: [] }] });
});

test('a phase that regressed within a parent that got a little worse fails the gate by itself', () => {
  const moved = { change: { estimate: 0.03, low: 0.01, high: 0.06, confidence: 0.9 }, verdict: STRADDLES } as const;
  const decision = decide(anAssessment([aComparison('timeToFirstToken', moved), aRegression('visionEncode')]), pr);
  expect(decision).toMatchObject({ kind: 'fail', reasons: [{ metric: 'visionEncode', phases: [] }] });
});

test('a phase that is in doubt, or not surely worse, holds up a release though its parent is unharmed', () => {
  const parent = aComparison('timeToFirstToken');
  const unsure = aComparison('prefill', { verdict: STRADDLES });
  const unconfirmed = [parent, aRegression('prefill', {}, 0.04)];
  expect(decide(anAssessment([parent, unsure]), release)).toMatchObject({
    kind: 'inconclusive',
    reasons: [{ kind: 'inconclusive', metric: 'prefill' }],
  });
  expect(decide(anAssessment(unconfirmed), release)).toMatchObject({
    kind: 'inconclusive',
    reasons: [{ metric: 'prefill' }],
  });
  expect(decide(anAssessment(unconfirmed), pr)).toMatchObject({ kind: 'pass', notes: [{ metric: 'prefill' }] });
});

test('a parent that is in doubt says so for its phases', () => {
  const [parent, phase] = [
    aComparison('timeToFirstToken', { verdict: STRADDLES }),
    aComparison('prefill', { verdict: STRADDLES }),
  ];
  expect(decide(anAssessment([parent, phase]), release).reasons).toMatchObject([{ metric: 'timeToFirstToken' }]);
});

test('a phase that surely regressed is not hidden by a parent that is lost in noise', () => {
  const noisy = { change: { estimate: 0.04, low: -0.03, high: 0.11, confidence: 0.9 }, verdict: STRADDLES } as const;
  const decision = decide(anAssessment([aComparison('timeToFirstToken', noisy), aRegression('visionEncode')]), pr);
  expect(decision).toMatchObject({ kind: 'fail', reasons: [{ metric: 'visionEncode' }] });
});

test('a phase that only warns, or that is not surely worse among all that decide, does not fail the gate', () => {
  const moved = { change: { estimate: 0.03, low: 0.01, high: 0.06, confidence: 0.9 }, verdict: STRADDLES } as const;
  const parent = aComparison('timeToFirstToken', moved);
  const others = [parent, aComparison('endToEnd')];
  expect(decide(anAssessment([...others, aRegression('visionEncode', { severity: 'warn' })]), pr).kind).toBe('pass');
  expect(decide(anAssessment([...others, aRegression('visionEncode', {}, 0.04)]), pr).kind).toBe('pass');
});

test('a regression that only warns, a secondary metric and a drift are notes', () => {
  const drift = { verdict: { kind: 'drift' } } as const;
  const decision = decide(
    anAssessment([
      aRegression('endToEnd', { severity: 'warn' }),
      aRegression('interTokenP50'),
      aComparison('peakMemory', drift),
    ]),
    release,
  );
  expect(decision.kind).toBe('pass');
  expect(kinds(decision.notes).sort((a, b) => a.localeCompare(b))).toEqual(['drift', 'regression', 'regression']);
});

test('an inconclusive primary metric blocks a release and is a note for a pull request', () => {
  const assessment = anAssessment([aComparison('endToEnd', { verdict: STRADDLES }), aComparison('peakMemory')]);
  expect(decide(assessment, release)).toMatchObject({ kind: 'inconclusive', reasons: [{ kind: 'inconclusive' }] });
  expect(decide(assessment, pr)).toMatchObject({ kind: 'pass', reasons: [], notes: [{ kind: 'inconclusive' }] });
});

test('where everything that decides is in doubt nothing passes, also for a pull request', () => {
  const reasons = [{ metric: 'endToEnd' }, { kind: 'nothingShown' }];
  const doubtful = anAssessment([aComparison('endToEnd', { verdict: STRADDLES }), aComparison('interTokenP50')]);
  expect(decide(doubtful, pr)).toMatchObject({ kind: 'inconclusive', reasons });
  const unsure = anAssessment([aRegression('endToEnd', {}, 0.06)]);
  expect(decide(unsure, pr)).toMatchObject({ kind: 'inconclusive', reasons });
});

test('an inconclusive metric that only warns never blocks', () => {
  const unsure = aComparison('endToEnd', { verdict: STRADDLES, severity: 'warn' });
  const decision = decide(anAssessment([unsure, aComparison('peakMemory')]), release);
  expect(decision).toMatchObject({ kind: 'pass', notes: [{ kind: 'inconclusive' }] });
});

test('one of many metrics that is beyond its margin by luck does not fail the gate, but is no pass for a release', () => {
  const lucky = aRegression('endToEnd', {}, 0.04);
  const others = ['peakMemory', 'memoryAfterLoad', 'decodeRate'] as const;
  const assessment = anAssessment([lucky, ...others.map((metric) => aComparison(metric))]);
  expect(decide(assessment, release)).toMatchObject({ kind: 'inconclusive', reasons: [{ metric: 'endToEnd' }] });
  expect(decide(assessment, pr).kind).toBe('pass');
  expect(decide(anAssessment([lucky]), pr).kind).toBe('fail');
});

test('a regression that does not hold says among how many, phases with them and what is known for certain left out', () => {
  const certain = aComparison('modelSize');
  const assessment = anAssessment([
    aRegression('endToEnd', {}, 0.04),
    aComparison('timeToFirstToken'),
    aComparison('visionEncode'),
    { ...certain, evidence: { ...certain.evidence, pRegression: null } },
  ]);
  expect(decide(assessment, release).reasons[0]?.message).toContain('not certain among 3 comparisons');
});

test('a change that is known for certain needs no correction', () => {
  const certain = aRegression('modelSize');
  const evidence = { ...certain.evidence, method: 'identity', pRegression: null } as const;
  const others = ['peakMemory', 'memoryAfterLoad', 'decodeRate'] as const;
  const assessment = anAssessment([{ ...certain, evidence }, ...others.map((metric) => aComparison(metric))]);
  expect(decide(assessment, pr)).toMatchObject({ kind: 'fail', reasons: [{ metric: 'modelSize' }] });
});

test('the worst regression stands first', () => {
  const worse = { change: { estimate: 0.5, low: 0.4, high: 0.6, confidence: 0.9 } };
  const decision = decide(anAssessment([aRegression('endToEnd'), aRegression('peakMemory', worse)]), pr);
  expect(decision.reasons).toMatchObject([{ metric: 'peakMemory' }, { metric: 'endToEnd' }]);
});

test('a run measured alone passes and says that it decides nothing', () => {
  const decision = decide(anAssessment([], { baseline: null }), release);
  expect(decision).toMatchObject({ kind: 'pass', notes: [{ kind: 'noBaseline' }] });
});

test('a pass on virtual phones is refused where the policy refuses them', () => {
  const assessment = anAssessment([aComparison('endToEnd')], { devices: virtualPhone });
  expect(decide(assessment, release)).toMatchObject({ kind: 'inconclusive', reasons: [{ kind: 'virtual' }] });
  expect(decide(assessment, pr)).toMatchObject({ kind: 'pass', notes: [{ kind: 'virtual' }] });
});

test('a failure on virtual phones is a failure', () => {
  const decision = decide(anAssessment([aRegression('endToEnd')], { devices: virtualPhone }), release);
  expect(decision).toMatchObject({ kind: 'fail', reasons: [{ kind: 'regression' }], notes: [{ kind: 'virtual' }] });
});

test('a primary metric that was not measured for both builds does not pass in silence', () => {
  const suite = aSuite([aPass('latency', ['endToEnd', 'peakMemory', 'averagePower'])]);
  const assessment = anAssessment([aComparison('endToEnd')], { suite });
  const message = 'Peak memory was not compared on iPhone one: neither build reports it';
  expect(decide(assessment, release)).toMatchObject({
    kind: 'inconclusive',
    reasons: [{ kind: 'notCompared', message }],
  });
  expect(decide(assessment, pr)).toMatchObject({ kind: 'pass', notes: [{ kind: 'notCompared' }] });
  const asked = (inconclusive: 'block' | 'warn'): MetricRules => ({ peakMemory: { inconclusive } });
  expect(decide(assessment, { ...pr, metrics: asked('block') }).kind).toBe('inconclusive');
  expect(decide(assessment, { ...release, metrics: asked('warn') }).kind).toBe('pass');
  const margins = suite.margins.map(({ metric }) =>
    aMargin(metric, metric === 'peakMemory' ? { severity: 'warn' } : {}),
  );
  const warnOnly = { ...suite, margins };
  expect(decide({ ...assessment, suite: warnOnly }, release).kind).toBe('pass');
});

test('a phase that one build stopped telling does not pass in silence under a parent that leaves it open', () => {
  const suite = aSuite([aPass('latency', ['timeToFirstToken', 'prefill'])]);
  const drifting = { estimate: 0.02, low: 0.01, high: 0.03, confidence: 0.9 };
  const parent = aComparison('timeToFirstToken', { change: drifting, verdict: { kind: 'drift' } });
  const summaries = [aComparison('prefill').baseline];
  const message = 'Prefill was not compared on iPhone one: the candidate does not report it';
  expect(decide(anAssessment([parent], { suite, summaries }), release)).toMatchObject({
    kind: 'inconclusive',
    reasons: [{ kind: 'notCompared', message }],
  });
  expect(decide(anAssessment([parent], { suite, summaries: [] }), release).kind).toBe('pass');
  const unharmed = { ...drifting, low: -0.01, high: 0 };
  const closed = aComparison('timeToFirstToken', { change: unharmed });
  expect(decide(anAssessment([closed], { suite, summaries }), release).kind).toBe('pass');
});

test('a phase in doubt holds a release up where its parent in doubt does not', () => {
  const phase = aComparison('prefill', { verdict: STRADDLES });
  const parent = aComparison('timeToFirstToken', {
    change: { estimate: 0.04, low: -0.02, high: 0.1, confidence: 0.9 },
    verdict: STRADDLES,
    severity: 'warn',
  });
  const reasons = [{ kind: 'inconclusive', metric: 'prefill' }];
  expect(decide(anAssessment([parent, phase]), release)).toMatchObject({ kind: 'inconclusive', reasons });
});

test('a run that lost a phone does not pass under any policy, and still fails on what it found', () => {
  for (const policy of [pr, release]) {
    const lost = anAssessment([aComparison('endToEnd')], { isComplete: false });
    expect(decide(lost, policy)).toMatchObject({ kind: 'inconclusive', reasons: [{ kind: 'incomplete' }] });
    expect(decide(anAssessment([aRegression('endToEnd')], { isComplete: false }), policy).kind).toBe('fail');
  }
});

test('a run that ended early because its gate failed does not pass beside a baseline where it does not', () => {
  const stoppedEarly = { at: '', reason: 'Decode rate −83 %', launchesLeft: 412, minutesSaved: 8 };
  for (const policy of [pr, release]) {
    const other = decide(anAssessment([aComparison('endToEnd')], { stoppedEarly }), policy);
    expect(other).toMatchObject({ kind: 'inconclusive', reasons: [{ kind: 'stoppedEarly' }] });
    expect(other.reasons[0]?.message).toBe(
      'The run ended early for something that does not fail with this baseline and policy, so 412 launches were skipped, and their results are unknown',
    );
    const own = decide(anAssessment([aRegression('endToEnd')], { stoppedEarly }), policy);
    expect([own.kind, kinds(own.notes)]).toEqual(['fail', []]);
  }
});

test('a regression on every phone that is not certain among all comparisons does not pass, also of a phase under a doubtful parent', () => {
  const phones = ['one', 'two'].map((id) => aDevice(id, { model: `model of ${id}` }));
  const comparisons = phones.flatMap(({ id }) => [
    aComparison('timeToFirstToken', { deviceId: id, verdict: STRADDLES }),
    aRegression('visionEncode', { deviceId: id }, 0.04),
    aComparison('peakMemory', { deviceId: id }),
  ]);
  const isFirst = ({ deviceId }: { readonly deviceId: string }): boolean => deviceId === 'one';
  const onOne = comparisons.map((entry) =>
    entry.metric === 'visionEncode' && isFirst(entry) ? aComparison('visionEncode', { verdict: STRADDLES }) : entry,
  );
  const regressed = { kind: 'inconclusive', metric: 'visionEncode' };
  const both = decide(anAssessment(comparisons, { devices: phones }), pr);
  expect(both.kind).toBe('inconclusive');
  expect(both.reasons).toMatchObject([
    { ...regressed, deviceId: 'one' },
    { ...regressed, deviceId: 'two' },
  ]);
  expect(decide(anAssessment(onOne, { devices: phones }), pr).kind).toBe('pass');
});
