import { expect, test } from 'vitest';
import type { Comparison, Interval } from '#harness/domain/comparison.ts';
import type { Decision, Reason } from '#harness/domain/decision.ts';
import { fixtureInput } from '#reports/fixtures/report.fixture.ts';
import { findingRows } from './findings.ts';

const { assessment, decision } = fixtureInput('pass');
const [first] = assessment.comparisons;
if (first === undefined) throw new Error('the example compares nothing');

const change = (estimate: number, low: number, high: number): Interval => ({ estimate, low, high, confidence: 0.9 });

const compared = (metric: Comparison['metric'], verdict: Comparison['verdict'], own: Interval | null): Comparison => ({
  ...first,
  metric,
  scale: 'relative',
  margin: 0.05,
  verdict,
  change: own,
});

const noted = ({ deviceId, passId, metric }: Comparison): Reason => ({
  kind: 'inconclusive',
  deviceId,
  passId,
  metric,
  phases: [],
  message: 'not decided',
});

const straddling = { kind: 'inconclusive', reason: 'straddlesMargin' } as const;

function rowsOf(comparisons: readonly Comparison[], notes: readonly Reason[], reasons: readonly Reason[] = []) {
  const judged: Decision = { ...decision, reasons, notes };
  return findingRows(judged, { ...assessment, comparisons, deviceModels: [] });
}

test('what may be worst comes first, whichever way is better and however large the estimate', () => {
  const better = compared('endToEnd', straddling, change(-0.13, -0.2, 0.06));
  const rate = compared('decodeRate', straddling, change(-0.02, -0.3, 0.1));
  const slower = compared('prefill', straddling, change(0.04, -0.01, 0.09));
  const unknown = compared('modelLoadCold', { kind: 'inconclusive', reason: 'tooFewLaunches' }, null);
  const all = [better, rate, slower, unknown];
  expect(rowsOf(all, all.map(noted)).map(({ metric }) => metric)).toEqual([
    'Model load (cold)',
    'Decode rate',
    'Prefill',
    'End to end',
  ]);
});

test('a metric that surely got worse is listed though no note is about it, and not a second time below its reason', () => {
  const worse = compared('interTokenP95', straddling, change(0.338, 0.043, 0.814));
  const unclear = compared('interTokenP50', straddling, change(0.02, -0.06, 0.09));
  expect(rowsOf([worse, unclear], [])).toMatchObject([{ change: '+33.8 % [4.3, 81.4]', margin: '5 %' }]);
  expect(rowsOf([worse, unclear], [], [noted(worse)])).toEqual([]);
});

test('the margin of a metric that only warns is marked, as in the table of its phone', () => {
  const blocks = compared('endToEnd', straddling, change(0.02, -0.1, 0.2));
  const warns: Comparison = { ...compared('decodeRate', straddling, change(-0.02, -0.3, 0.1)), severity: 'warn' };
  const rows = rowsOf([blocks, warns], [noted(blocks), noted(warns)]);
  expect(rows.map(({ metric, margin }) => [metric, margin.endsWith('(warns)')])).toEqual(
    expect.arrayContaining([
      [expect.stringContaining('Decode rate'), true],
      [expect.stringContaining('End to end'), false],
    ]),
  );
});
