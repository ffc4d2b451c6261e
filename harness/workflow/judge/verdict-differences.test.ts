import { expect, test } from 'vitest';
import type { RecordedVerdict } from '#harness/domain/verdict-record.ts';
import { verdictDifferences } from './verdict-differences.ts';

const verdict: RecordedVerdict = {
  subject: 'phone',
  passId: 'latency',
  metric: 'timeToFirstToken',
  verdict: 'noRegression',
  reason: null,
  change: { estimate: 0.01, low: -0.01, high: 0.03 },
  margin: 0.05,
  pRegression: 0.99,
};
const said = (...verdicts: readonly RecordedVerdict[]): Parameters<typeof verdictDifferences>[0] => ({
  decision: 'pass',
  verdicts,
});

test('what is said again alike is no difference, and neither are the last bits of another machine', () => {
  const other = {
    ...verdict,
    change: { estimate: 0.01 + 1e-16, low: -0.01, high: 0.03 - 1e-15 },
    pRegression: 0.99 + 1e-15,
  };
  expect(verdictDifferences(said(verdict), said(other))).toEqual([]);
});

test('every number that differs is named with both values', () => {
  const other = { ...verdict, change: { estimate: 0.02, low: 0, high: 0.04 }, margin: 0.06, pRegression: null };
  const place = { subject: 'phone', passId: 'latency', metric: 'timeToFirstToken' };
  expect(verdictDifferences(said(verdict), said(other))).toEqual([
    { ...place, what: 'change', stored: '0.01 [-0.01, 0.03]', recomputed: '0.02 [0, 0.04]' },
    { ...place, what: 'margin', stored: '0.05', recomputed: '0.06' },
    { ...place, what: 'p', stored: '0.99', recomputed: 'none' },
  ]);
});

test('a verdict with another reason is another verdict', () => {
  const [straddles, disagrees] = ['straddlesMargin', 'methodsDisagree'].map((reason) => ({
    ...verdict,
    verdict: 'inconclusive',
    reason,
  }));
  if (straddles === undefined || disagrees === undefined) throw new Error('two reasons make two verdicts');
  expect(verdictDifferences(said(straddles), said(disagrees))).toMatchObject([
    { what: 'verdict', stored: 'inconclusive: straddlesMargin', recomputed: 'inconclusive: methodsDisagree' },
  ]);
});

test('a verdict that one side lacks is a difference, and so is another decision', () => {
  expect(verdictDifferences(said(verdict), said())).toMatchObject([{ stored: 'noRegression', recomputed: null }]);
  expect(verdictDifferences(said(), said(verdict))).toMatchObject([{ stored: null, recomputed: 'noRegression' }]);
  expect(verdictDifferences(said(verdict), { ...said(verdict), decision: 'fail' })).toMatchObject([
    { subject: 'run', what: 'verdict', stored: 'pass', recomputed: 'fail' },
  ]);
});
