import { expect, test } from 'vitest';
import { fixtureInput } from '#reports/fixtures/report.fixture.ts';
import { viewReport } from './view.ts';

test('what blocks comes first, then what may be worse', () => {
  const { findings } = viewReport(fixtureInput('failEncoder'));
  expect(findings.map(({ word, label, worst, multiple }) => [word, label, worst, multiple])).toEqual([
    ['Regression', 'Vision encoder', '+23.1 %', '4.6 × margin'],
    ['Regression', 'Time to first token', '+10.8 %', '2.2 × margin'],
    ['Regression', 'End to end', '+5.7 %', '1.1 × margin'],
    ['Drift', 'Energy per answer', '+3.8 %', '0.47 × margin'],
  ]);
});

test('a regression that only warns stands below those that block', () => {
  const input = fixtureInput('failEncoder');
  const comparisons = input.assessment.comparisons.map((own) =>
    own.metric === 'timeToFirstToken' || own.metric === 'visionEncode' ? { ...own, severity: 'warn' as const } : own,
  );
  const { findings } = viewReport({ ...input, assessment: { ...input.assessment, comparisons } });
  expect(findings[0]).toMatchObject({ label: 'End to end', isBlocking: true });
});

test('a reason that is the definition of a verdict is not repeated, any other is given', () => {
  const { findings } = viewReport(fixtureInput('failModel'));
  expect(findings.find(({ label }) => label === 'Prefill')?.why).toEqual([]);
  expect(findings.find(({ label }) => label === 'Model load (cold)')?.why).toEqual([
    'The phones of this model differ by more than their noise, so their mean describes none of them.',
  ]);
});

test('where the phones of a finding come to different verdicts, a reason names its phone', () => {
  const { findings } = viewReport(fixtureInput('inconclusive'));
  const mixed = findings.filter(
    ({ places, why }) => why.length > 0 && new Set(places.map(({ kind }) => kind)).size > 1,
  );
  expect(mixed).not.toEqual([]);
  for (const { why, places } of mixed) {
    for (const sentence of why) expect(places.some(({ where }) => sentence.startsWith(`${where}: `))).toBe(true);
  }
});

test('a metric is one finding, however many phones show it', () => {
  const { findings } = viewReport(fixtureInput('inconclusive'));
  expect(new Set(findings.map(({ anchor }) => anchor)).size).toBe(findings.length);
  expect(findings[1]).toMatchObject({
    label: 'Peak memory',
    places: [{ where: 'iPhone 16 Pro' }, { where: 'iPhone 13', change: '+4.3 %' }],
  });
});

test('a waiver that does not help is named with its terms', () => {
  const { decision, ...input } = fixtureInput('failAccuracy');
  const waiver = { state: 'exceeded', terms: 'up to 2 pp until 2099-12-31 by QA: known' } as const;
  const reasons = decision.reasons.map((reason) => ('deviceId' in reason ? { ...reason, waiver } : reason));
  const { findings } = viewReport({ ...input, decision: { ...decision, reasons } });
  expect(findings[0]?.why).toEqual(['It exceeds its waiver: up to 2 pp until 2099-12-31 by QA: known.']);
});

test.each([
  [
    'is certainly no worse',
    [-4, -3, -2],
    'Beyond the margin by itself, but the metric that contains it is certainly no worse, so it does not count.',
  ],
  ['may be worse', [-4, 1, 6], 'Beyond the margin by itself, but not certain among all comparisons of the run.'],
] as const)('a phase that the gate does not hold says why where the metric that contains it %s', (_how, ends, why) => {
  const { decision, assessment, ...input } = fixtureInput('failEncoder');
  const [low, estimate, high] = ends.map((percent) => percent / 100) as [number, number, number];
  const comparisons = assessment.comparisons.map((own) =>
    own.metric === 'timeToFirstToken' && own.change !== null
      ? { ...own, verdict: { kind: 'noRegression' as const }, change: { ...own.change, low, estimate, high } }
      : own,
  );
  const notHeld = { ...decision, reasons: [], notes: [] };
  const { findings } = viewReport({ ...input, assessment: { ...assessment, comparisons }, decision: notHeld });
  expect(findings.find(({ label }) => label === 'Vision encoder')?.why).toEqual([why]);
});
