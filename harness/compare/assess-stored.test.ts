import { expect, test } from 'vitest';
import type { Assessment } from '#harness/domain/assessment.ts';
import type { WarningCode } from '#harness/domain/warning.ts';
import { assess } from './assess.ts';
import { aBuild, aDevice, aMeasured, anIteration, aQuestion, aRun, slowerVision } from './run.fixture.ts';

const codes = (assessment: Assessment): WarningCode[] => assessment.warnings.map((warning) => warning.code);
const verdictOf = ({ comparisons }: Assessment, metric: string): string | undefined => {
  const verdict = comparisons.find((comparison) => comparison.metric === metric)?.verdict;
  return verdict?.kind === 'inconclusive' ? verdict.reason : verdict?.kind;
};

test('a stored run serves as the baseline with its candidate, found by the kind of phone', () => {
  const run = aRun({ hasBaseline: false, devices: [aDevice('new unit')], outcome: slowerVision(2) });
  const baselineRun = aRun({
    hasBaseline: false,
    devices: [aDevice('old unit')],
    overrides: { id: 'stored', candidate: aBuild('released') },
  });
  const assessment = assess({ run, baselineRun, seed: 1 });
  expect(assessment.baseline).toMatchObject({ design: 'stored', runId: 'stored', build: { label: 'released' } });
  expect(verdictOf(assessment, 'visionEncode')).toBe('regression');
  expect(verdictOf(assessment, 'prefill')).toBe('otherUnit');
  expect(assessment.comparisons[0]?.baseline).toMatchObject({ deviceId: 'new unit', arm: 'baseline' });
  expect(codes(assessment)).toEqual(['storedBaseline', 'otherUnit']);
});

test('the unit that measured the baseline is preferred to others of its kind', () => {
  const run = aRun({ hasBaseline: false, devices: [aDevice('b')] });
  const baselineRun = aRun({
    hasBaseline: false,
    devices: [aDevice('a'), aDevice('b')],
    outcome: (place) =>
      aMeasured({
        iterations: [anIteration(aQuestion(place, { visionEncodeMs: place.deviceId === 'b' ? 50 : 500 }))],
      }),
  });
  expect(verdictOf(assess({ run, baselineRun, seed: 1 }), 'visionEncode')).toBe('oneSession');
});

test('a stored run that differs in what it measured is compared only under a warning', () => {
  const run = aRun({ hasBaseline: false });
  const baselineRun = aRun({ hasBaseline: false, overrides: { suite: { ...run.suite, version: 7 } } });
  expect(codes(assess({ run, baselineRun, seed: 1 }))).toContain('comparabilityRelaxed');
});

test('a baseline measured in the same run is preferred to a stored one', () => {
  const baselineRun = aRun({ hasBaseline: false, overrides: { id: 'stored' } });
  expect(assess({ run: aRun(), baselineRun, seed: 1 }).baseline?.design).toBe('remeasured');
});

test('a stored baseline of another phone of the model is used with a warning that names both', () => {
  const baselineRun = aRun({
    hasBaseline: false,
    devices: [aDevice('two'), aDevice('three')],
    overrides: { id: 'stored' },
  });
  const own = { hasBaseline: false, devices: [aDevice('one'), aDevice('two')] };
  const { warnings, comparisons } = assess({ run: aRun(own), baselineRun, seed: 1 });
  const [warning, ...others] = warnings.filter(({ code }) => code === 'otherUnit');
  expect(others).toEqual([]);
  expect(warning?.message).toContain('iPhone one (one) is compared with launches of iPhone two (two)');
  const verdicts = comparisons.filter(({ metric }) => metric === 'endToEnd').map(({ verdict }) => verdict);
  expect(verdicts).toEqual([
    { kind: 'inconclusive', reason: 'otherUnit' },
    { kind: 'inconclusive', reason: 'oneSession' },
  ]);
});

test('a baseline that the run names is wanted also where it is not at hand', () => {
  const run = aRun({ hasBaseline: false, overrides: { reference: { kind: 'stored', runId: 'gone' } } });
  expect(assess({ run, baselineRun: null, seed: 1 })).toMatchObject({ isBaselineWanted: true, baseline: null });
});
