import { expect, test } from 'vitest';
import type { Comparison, Method } from '#harness/domain/comparison.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import type { ReportInput } from '#harness/ports/report.ts';
import { fixtureInput } from '#reports/fixtures/report.fixture.ts';
import { viewReport } from './view.ts';

const evidenceOf = (input: ReportInput, metric: string) =>
  viewReport(input).devices[0]?.comparisons.find((row) => row.metric === metric)?.evidence;

test('what a verdict rests on is shown with its unit, its look and the confidence of its interval', () => {
  expect(evidenceOf(fixtureInput('pass'), 'timeToFirstToken')).toMatchObject({
    sample: '3 blocks',
    look: 'look 1 of 4',
    method: 'paired t test',
    confidence: '98.9 %',
    robustConfidence: '90 %',
    power: '93.0 %',
    detectable: '2.5 %',
    deviceMinutes: '7.1',
  });
  expect(evidenceOf(fixtureInput('pass'), 'answerAccuracy')).toMatchObject({ sample: '240 questions', look: '' });
});

test('what is compared answer by answer counts questions', () => {
  const { assessment, ...input } = fixtureInput('pass');
  const comparisons = assessment.comparisons.map((comparison): Comparison =>
    comparison.metric === 'answerAccuracy' ? { ...comparison, metric: 'answerAgreement' } : comparison,
  );
  const rows = viewReport({ ...input, assessment: { ...assessment, comparisons } }).devices[0]?.comparisons;
  expect(rows?.find(({ metric }) => metric === 'answerAgreement')?.evidence.sample).toBe('240 questions');
});

test('what is not known is a dash', () => {
  expect(evidenceOf(fixtureInput('pass'), 'modelSize')).toMatchObject({
    confidence: '',
    robust: '–',
    p: '–',
    power: '–',
    detectable: '–',
  });
});

test('intervals of one confidence are named by it', () => {
  const view = viewReport(fixtureInput('failEncoder'));
  expect(view).toMatchObject({ intervalName: '90 % interval', isConfidenceMixed: false });
});

test('intervals that differ in confidence are named by the lowest, and each says its own', () => {
  const view = viewReport(fixtureInput('pass'));
  expect(view).toMatchObject({ intervalName: 'interval of at least 90 %', isConfidenceMixed: true });
});

test('a change without chance does not count among the confidences', () => {
  const { assessment, ...input } = fixtureInput('pass');
  const comparisons = assessment.comparisons.filter(({ metric }) => metric === 'modelSize');
  const view = viewReport({ ...input, assessment: { ...assessment, comparisons, deviceModels: [] } });
  expect(view).toMatchObject({ intervalName: 'interval', isConfidenceMixed: false });
});

test('the rank test is that of the design', () => {
  const { assessment, ...input } = fixtureInput('failEncoder');
  const stored: Assessment = {
    ...assessment,
    baseline: assessment.baseline === null ? null : { ...assessment.baseline, design: 'stored' },
    comparisons: assessment.comparisons.map((comparison): Comparison => ({ ...comparison, design: 'stored' })),
  };
  expect(viewReport({ ...input, assessment }).evidenceMeaning).toContain('Wilcoxon signed-rank test');
  const view = viewReport({ ...input, assessment: stored });
  expect(view.evidenceMeaning).toContain('Mann–Whitney test');
  expect(view.devices[0]?.comparisons[0]?.evidence.sample).toBe('12 launches an arm');
});

test('the rules name the methods that were used, the looks, and both corrections for many comparisons', () => {
  const rules = viewReport(fixtureInput('failModel')).method.rules;
  const text = rules.map(({ label, value }) => `${label}: ${value}`).join('\n');
  expect(text).toContain('after 3, 6, 9 and 12 (latency), or 3, 5 and 6 (memory and energy)');
  for (const word of ['Hwang, Shih and DeCani', 'Holm', 'Benjamini', 'Paired t test', 'other phones of the model']) {
    expect(text).toContain(word);
  }
  expect(text).not.toContain('Welch’s t test');
});

/** The view of a run all of whose comparisons, or all of some metrics, came about by a method. */
const viewBy = (method: Method, isBy: (metric: string) => boolean = () => true) => {
  const { assessment, ...input } = fixtureInput('pass');
  const comparisons = assessment.comparisons.map((comparison) =>
    isBy(comparison.metric) ? { ...comparison, evidence: { ...comparison.evidence, method } } : comparison,
  );
  return viewReport({ ...input, assessment: { ...assessment, comparisons } });
};

test.each([
  ['two-sample-ranks', 'were not correlated'],
  ['paired-trimmed-t', 'were correlated'],
  ['sessions-t', 'several stored sessions'],
  ['calibrated-t', 'a calibration of the device'],
] as const)('the method %s is explained in words', (method, words) => {
  const { rules } = viewBy(method).method;
  expect(rules.map(({ value }) => value).join(' ')).toContain(words);
});

test('the method explains how a change follows from the launches beside it', () => {
  const differs = 'It can differ a little, even in sign, from the change between the two medians shown.';
  expect(viewBy('two-sample-ranks').changeMeaning).toBe(
    `A change is the median of the changes from each launch of the baseline to each launch of the candidate. ${differs}`,
  );
  expect(viewBy('paired-trimmed-t').changeMeaning).toBe(
    `A change is the mean of the changes within the blocks without the fifth at either end. ${differs}`,
  );
  expect(viewBy('welch-t', (metric) => metric === 'endToEnd').changeMeaning).toBe(
    `By the method of its row, a change is the mean of the changes within the blocks, or the change between the means of the launches of either build. ${differs}`,
  );
  expect(viewBy('identity').changeMeaning).toBe('');
});

test('a run without a baseline has no rules, for it decides nothing', () => {
  expect(viewReport(fixtureInput('noBaseline'))).toMatchObject({ evidenceMeaning: '', method: { rules: [] } });
});
