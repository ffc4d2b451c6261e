import { expect, test } from 'vitest';
import { confirmed, judge } from './verdict.ts';

const kindOf = (low: number, high: number, metric: 'endToEnd' | 'decodeRate' = 'endToEnd'): string => {
  const verdict = judge(metric, { low, high }, 0.05);
  return verdict.kind === 'inconclusive' ? verdict.reason : verdict.kind;
};

test('only an interval that lies wholly beyond the margin is a regression', () => {
  expect(kindOf(0.051, 0.12)).toBe('regression');
  expect(kindOf(0.05, 0.12)).toBe('straddlesMargin');
});

test('an interval across the margin is inconclusive, not unchanged', () => {
  expect(kindOf(-0.02, 0.09)).toBe('straddlesMargin');
  expect(kindOf(-0.2, 0.2)).toBe('straddlesMargin');
});

test('worse for sure, but within the margin, is drift', () => {
  expect(kindOf(0.01, 0.04)).toBe('drift');
});

test('within the margin and perhaps none at all is no regression', () => {
  expect(kindOf(-0.01, 0.05)).toBe('noRegression');
  expect(kindOf(-0.08, -0.01)).toBe('noRegression');
});

test('only an interval that lies wholly beyond the margin on the good side is an improvement', () => {
  expect(kindOf(-0.12, -0.051)).toBe('improvement');
});

test('where higher is better, everything is turned round', () => {
  expect(kindOf(-0.12, -0.051, 'decodeRate')).toBe('regression');
  expect(kindOf(0.051, 0.12, 'decodeRate')).toBe('improvement');
  expect(kindOf(-0.04, -0.01, 'decodeRate')).toBe('drift');
  expect(kindOf(-0.01, 0.3, 'decodeRate')).toBe('noRegression');
});

test('a margin of zero lets equal values pass and stops the smallest certain change', () => {
  expect(judge('modelSize', { low: 0, high: 0 }, 0).kind).toBe('noRegression');
  expect(judge('modelSize', { low: 1e-9, high: 1e-9 }, 0).kind).toBe('regression');
});

type Decided = 'regression' | 'noRegression' | 'drift' | 'improvement';
const confirmedAs = (kind: Decided, low: number, high: number, metric: 'endToEnd' | 'decodeRate' = 'endToEnd') =>
  confirmed(metric, { kind }, { low, high }, 0.05);
const DISAGREE = { kind: 'inconclusive', reason: 'methodsDisagree' };

test('a regression is confirmed by its better end, a pass by its worse end', () => {
  expect(confirmedAs('regression', 0.06, 0.5)).toEqual({ kind: 'regression' });
  expect(confirmedAs('regression', 0.04, 0.5)).toEqual(DISAGREE);
  expect(confirmedAs('noRegression', -0.5, 0.04)).toEqual({ kind: 'noRegression' });
  expect(confirmedAs('noRegression', -0.5, 0.06)).toEqual(DISAGREE);
  expect(confirmedAs('drift', -0.01, 0.04)).toEqual({ kind: 'drift' });
});

test('an improvement of which only passing is confirmed is no regression', () => {
  expect(confirmedAs('improvement', -0.2, -0.06)).toEqual({ kind: 'improvement' });
  expect(confirmedAs('improvement', -0.2, -0.04)).toEqual({ kind: 'noRegression' });
  expect(confirmedAs('improvement', -0.2, 0.06)).toEqual(DISAGREE);
  expect(confirmedAs('improvement', 0.06, 0.2, 'decodeRate')).toEqual({ kind: 'improvement' });
  expect(confirmedAs('improvement', 0.04, 0.2, 'decodeRate')).toEqual({ kind: 'noRegression' });
});

test('a doubt stays the doubt it was', () => {
  const doubt = { kind: 'inconclusive', reason: 'oneSession' } as const;
  expect(confirmed('endToEnd', doubt, { low: -0.5, high: 0.5 }, 0.05)).toEqual(doubt);
});

test('bounds or a margin that are no numbers never let a build pass', () => {
  expect(kindOf(Number.NaN, Number.NaN)).toBe('straddlesMargin');
  expect(kindOf(Number.NaN, 0.01)).toBe('straddlesMargin');
  expect(kindOf(-0.01, Number.NaN)).toBe('straddlesMargin');
  expect(judge('endToEnd', { low: -0.01, high: 0.01 }, Number.NaN).kind).toBe('inconclusive');
  expect(kindOf(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)).toBe('straddlesMargin');
});
